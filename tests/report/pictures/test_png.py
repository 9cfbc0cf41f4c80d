"""PNG files hold the pixels that they were made of, as another program reads them."""

import io

import numpy as np
import pytest
from PIL import Image

from bayes_bench.report.pictures.png import png_of


def read(file: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(file))
    image.load()  # checks every checksum
    return image


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (5, 1), (13, 17)])
def test_pixels_come_back(shape: tuple[int, int]) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (*shape, 4), dtype=np.uint8)
    pixels[0, 0, 3] = 254  # not all opaque
    image = read(png_of(pixels, 144))
    assert image.mode == "RGBA"
    np.testing.assert_array_equal(np.asarray(image), pixels)


def test_opaque_pixels_have_no_opacity() -> None:
    pixels = np.random.default_rng(2).integers(0, 256, (6, 4, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    image = read(png_of(pixels, 144))
    assert image.mode == "RGB"
    np.testing.assert_array_equal(np.asarray(image), pixels[..., :3])


def test_its_size_in_print_is_known() -> None:
    image = read(png_of(np.full((2, 2, 4), 255, dtype=np.uint8), 144))
    assert image.info["dpi"] == pytest.approx((144, 144), abs=0.02)


def test_what_is_said_of_it_is_in_the_file() -> None:
    pixels = np.full((2, 2, 4), 255, dtype=np.uint8)
    assert read(png_of(pixels, 144, "not for øjne")).info["Description"] == "not for øjne"
    assert "Description" not in read(png_of(pixels, 144)).info
