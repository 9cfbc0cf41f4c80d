# The public names: one import each, carried out by __init__.py when the name is first used.

from bayes_bench.aggregation import aggregate as aggregate
from bayes_bench.errors import BayesBenchError as BayesBenchError
from bayes_bench.errors import DataError as DataError
from bayes_bench.errors import InputError as InputError
from bayes_bench.errors import ModelFileError as ModelFileError
from bayes_bench.errors import OutputError as OutputError
from bayes_bench.errors import RefusedError as RefusedError
from bayes_bench.estimands.catalogue import estimand as estimand
from bayes_bench.estimands.expectation.contributions import (
    expectation_contributions as expectation_contributions,
)
from bayes_bench.estimands.indicators import benchmark as benchmark
from bayes_bench.inputs.model.data_section import Data as Data
from bayes_bench.inputs.model.file import Model as Model
from bayes_bench.inputs.model.file import read_model as read_model
from bayes_bench.inputs.model.form import Form as Form
from bayes_bench.inputs.model.labels import DanishWording as DanishWording
from bayes_bench.inputs.model.labels import Labels as Labels
from bayes_bench.inputs.model.sections import Benchmark as Benchmark
from bayes_bench.inputs.model.sections import CoefficientPrior as CoefficientPrior
from bayes_bench.inputs.model.sections import Covariate as Covariate
from bayes_bench.inputs.model.sections import Disclosure as Disclosure
from bayes_bench.inputs.model.sections import InterceptPrior as InterceptPrior
from bayes_bench.inputs.model.sections import Priors as Priors
from bayes_bench.inputs.model.sections import Published as Published
from bayes_bench.inputs.model.sections import Report as Report
from bayes_bench.inputs.model.sections import Sampling as Sampling
from bayes_bench.inputs.model.sections import Sensitivity as Sensitivity
from bayes_bench.inputs.people import read_people as read_people
from bayes_bench.posterior.pymc_model import build_pymc_model as build_pymc_model
from bayes_bench.posterior.sampling import fit as fit
from bayes_bench.priors.exponential import ExponentialPrior as ExponentialPrior
from bayes_bench.priors.half_normal import HalfNormalPrior as HalfNormalPrior
from bayes_bench.priors.half_t import HalfTPrior as HalfTPrior
from bayes_bench.ranking.claims import rank_claims as rank_claims
from bayes_bench.ranking.ranks import rank_probabilities as rank_probabilities
from bayes_bench.ranking.selection import whom_to_visit as whom_to_visit
from bayes_bench.ranking.tiers import grades as grades
from bayes_bench.sensitivity_analysis.compare import sensitivity as sensitivity
from bayes_bench.tables.ranking.ranks import rank_list as rank_list
from bayes_bench.workflow.result import Result as Result
from bayes_bench.workflow.result import run as run

__version__: str
