# The same model by maximum likelihood, from a table of people to an order of units:
#   Rscript glmer.R PEOPLE.csv OUT.csv lme4|glmmTMB UNIT OUTCOME lower|higher COVARIATES
# (Debian: apt-get install r-cran-lme4 r-cran-glmmtmb). The indicators are those at the conditional
# modes of the units' effects: there are no draws, so that neither they nor the order have intervals.

given <- commandArgs(trailingOnly = TRUE)
names(given) <- c("table", "out", "package", "unit", "outcome", "better", "covariates")

people <- read.csv(
  given[["table"]],
  colClasses = setNames("character", given[["unit"]]),
  check.names = FALSE,
  na.strings = character() # a level may be called NA
)
model <- as.formula(sprintf(
  "`%s` ~ %s + (1 | `%s`)", given[["outcome"]], given[["covariates"]], given[["unit"]]
))
fitted_model <- if (given[["package"]] == "lme4") {
  # its own optimiser gives up after 10,000 evaluations; this is what its help page advises
  control <- lme4::glmerControl(optimizer = "bobyqa", optCtrl = list(maxfun = 2e5))
  lme4::glmer(model, data = people, family = binomial, control = control)
} else {
  glmmTMB::glmmTMB(model, data = people, family = binomial)
}

own <- predict(fitted_model)
case_mix <- predict(fitted_model, re.form = NA)
# the shift of everybody's logit that makes the expected events of all those predicted
gap <- function(shift) mean(plogis(case_mix + shift)) - mean(plogis(own))
shift <- uniroot(gap, c(-10, 10), tol = 1e-10)$root
by_person <- plogis(own) - plogis(case_mix + shift)
indicator <- 100 * tapply(by_person, people[[given[["unit"]]]], mean)

place <- rank(if (given[["better"]] == "lower") indicator else -indicator)
table <- data.frame(unit = names(indicator), indicator = as.vector(indicator), rank = place)
write.csv(table, given[["out"]], row.names = FALSE)
