"""Image files in every form the decoder must read, with the digest of the pixels that Hugging Face's loader makes.

The loader is `ImageOps.exif_transpose(image).convert("RGB")`: alpha is dropped, colour profiles are ignored.
"""

import io
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

from .files import sha256, write_json
from .pngs import png, png_claiming

ORIENTATION = 0x0112


def load(path: Path) -> Image.Image:
    return ImageOps.exif_transpose(Image.open(path)).convert("RGB")


def picture(width: int, height: int, seed: int) -> np.ndarray:
    """A ground of two gradients, five discs and a little noise: [H, W, 3] uint8, by integer arithmetic only."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    sky, ground = random.integers(0, 256, 3), random.integers(0, 256, 3)
    pixels = (sky * (height - y)[..., None] + ground * y[..., None]) // height
    pixels[..., seed % 3] = (pixels[..., seed % 3] + 90 * x // width) % 256
    for _ in range(5):
        cx, cy = random.integers(0, width), random.integers(0, height)
        radius = random.integers(min(width, height) // 8 + 1, min(width, height) // 3 + 2)
        pixels[(x - cx) ** 2 + (y - cy) ** 2 < radius**2] = random.integers(0, 256, 3)
    noise = random.integers(-6, 7, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


def image(width: int, height: int, seed: int) -> Image.Image:
    return Image.fromarray(picture(width, height, seed))


def encoded(im: Image.Image, form: str, **options) -> bytes:
    buffer = io.BytesIO()
    im.save(buffer, form, **options)
    return buffer.getvalue()


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return exif


def _swapped_profile() -> bytes:
    """sRGB with red and green exchanged and a fixed date: a reader that applies it shows wrong colours."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes.fromhex("07e80001000100000000" + "0000")
    profile[84:100] = bytes(16)
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def _ycck(cmyk: bytes) -> bytes:
    """The same JPEG, with the Adobe marker saying that its first three channels are YCC."""
    marker = cmyk.index(b"Adobe\0")
    return cmyk[: marker + 11] + b"\x02" + cmyk[marker + 12 :]


def plain_files() -> dict[str, bytes]:
    """Sizes and grids: what the parity cases use."""
    return {
        "square-56x56.png": encoded(image(56, 56, 1), "PNG"),
        "wide-100x37.png": encoded(image(100, 37, 2), "PNG"),
        "tall-70x112.png": encoded(image(70, 112, 3), "PNG"),
        "banner-180x60.png": encoded(image(180, 60, 4), "PNG"),
        "photo-160x90.jpg": encoded(image(160, 90, 5), "JPEG", quality=90),
        "tiny-1x1.png": encoded(image(1, 1, 6), "PNG"),
        "line-90x1.png": encoded(image(90, 1, 7), "PNG"),
    }


def jpeg_files() -> dict[str, bytes]:
    im, odd = image(48, 32, 11), image(37, 23, 12)
    cmyk = encoded(image(40, 24, 13).convert("CMYK"), "JPEG", quality=92)
    files = {
        "colour-444.jpg": encoded(im, "JPEG", quality=95, subsampling=0),
        "colour-422-odd.jpg": encoded(odd, "JPEG", quality=85, subsampling=1),
        "colour-420-odd.jpg": encoded(odd, "JPEG", quality=75, subsampling=2),
        "colour-low-quality.jpg": encoded(im, "JPEG", quality=10),
        "progressive.jpg": encoded(im, "JPEG", quality=80, progressive=True),
        "restart-markers.jpg": encoded(im, "JPEG", quality=80, restart_marker_rows=1),
        "grey.jpg": encoded(im.convert("L"), "JPEG", quality=90),
        "cmyk.jpg": cmyk,
        "ycck.jpg": _ycck(cmyk),
        "profile.jpg": encoded(im, "JPEG", quality=90, icc_profile=_swapped_profile()),
    }
    for orientation in range(1, 9):
        turned = image(24, 16, 14)
        files[f"exif-{orientation}.jpg"] = encoded(turned, "JPEG", quality=90, exif=_exif(orientation))
    return files


def png_files() -> dict[str, bytes]:
    im, odd = image(48, 32, 21), image(31, 19, 22)
    alpha = Image.fromarray(picture(48, 32, 23)[..., 0])
    palette = im.quantize(32)
    rgba, la = im.copy(), im.convert("L")
    rgba.putalpha(alpha)
    la.putalpha(alpha)
    wide = picture(20, 12, 24).astype(np.uint16) * 251 + 17
    return {
        "rgba.png": encoded(rgba, "PNG"),
        "la.png": encoded(la, "PNG"),
        "grey.png": encoded(im.convert("L"), "PNG"),
        "grey-transparent.png": encoded(im.convert("L"), "PNG", transparency=7),
        "bits-1.png": encoded(im.convert("1"), "PNG"),
        "bits-2-palette.png": encoded(im.quantize(4), "PNG", bits=2),
        "palette.png": encoded(palette, "PNG"),
        "palette-transparent.png": encoded(palette, "PNG", transparency=3),
        "palette-alpha.png": encoded(palette, "PNG", transparency=bytes(range(0, 256, 8))),
        "bits-16-grey.png": png(wide[..., :1]),
        "bits-16-rgb.png": png(wide),
        "interlaced.png": png(np.asarray(odd), interlaced=True),
        "profile.png": encoded(im, "PNG", icc_profile=_swapped_profile()),
        "exif-6.png": encoded(image(24, 16, 14), "PNG", exif=_exif(6)),
    }


def other_files() -> dict[str, bytes]:
    im, odd = image(48, 32, 31), image(37, 23, 32)
    frames = [image(40, 30, seed).quantize(64) for seed in (33, 34)]
    rgba = im.copy()
    rgba.putalpha(Image.fromarray(picture(48, 32, 35)[..., 1]))
    return {
        "still.gif": encoded(im.quantize(64), "GIF"),
        "transparent.gif": encoded(im.quantize(16), "GIF", transparency=2),
        "animated.gif": encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100, loop=0),
        "colour-odd.bmp": encoded(odd, "BMP"),
        "palette.bmp": encoded(im.quantize(64), "BMP"),
        "raw.tiff": encoded(odd, "TIFF"),
        "lzw.tiff": encoded(im, "TIFF", compression="tiff_lzw"),
        "deflate.tiff": encoded(im, "TIFF", compression="tiff_adobe_deflate"),
        "grey.tiff": encoded(im.convert("L"), "TIFF"),
        "exif-6.tiff": encoded(image(24, 16, 14), "TIFF", tiffinfo={ORIENTATION: 6}),
        "lossless.webp": encoded(odd, "WEBP", lossless=True),
        "lossless-alpha.webp": encoded(rgba, "WEBP", lossless=True),
        "lossy.webp": encoded(im, "WEBP", quality=80),
        "lossy-odd.webp": encoded(odd, "WEBP", quality=60),
        "lossy-alpha.webp": encoded(rgba, "WEBP", quality=80),
        "exif-6.webp": encoded(image(24, 16, 14), "WEBP", lossless=True, exif=_exif(6)),
    }


def bad_files() -> dict[str, bytes]:
    whole = encoded(image(160, 90, 41), "JPEG", quality=90)
    return {
        "truncated.jpg": whole[: len(whole) // 2],
        "truncated.png": encoded(image(56, 56, 42), "PNG")[:900],
        "header-only.jpg": whole[:300],
        "empty.jpg": b"",
        "text.jpg": b"This is a note about a picture, not a picture.\n",
        "claims-30000x30000.png": png_claiming(30_000, 30_000),
    }


def refusal(path: Path) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            load(path)
    except (OSError, Image.DecompressionBombError, SyntaxError) as error:
        return f"{type(error).__name__}: {str(error).replace(str(path), path.name)}"
    raise AssertionError(f"{path.name}: expected Pillow to refuse it, it was read")


def good_record(path: Path) -> dict:
    with Image.open(path) as im:
        form, mode = im.format, im.mode
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # palette with alpha: dropping the alpha is what is wanted
        rgb = load(path)
    record = {"file": path.name, "format": form, "mode": mode, "width": rgb.width, "height": rgb.height}
    record["sha256"] = sha256(rgb.tobytes())
    if mode == "I;16":  # Pillow clips 16-bit grey at 255, a white page; the high byte is what the picture shows
        with Image.open(path) as im:
            grey = (np.asarray(im) >> 8).astype(np.uint8)
        record["highByteSha256"] = sha256(np.repeat(grey[..., None], 3, axis=2).tobytes())
    if form in ("JPEG", "WEBP"):
        decoded = path.parent / "decoded" / f"{path.stem}-{path.suffix[1:]}.png"
        decoded.write_bytes(encoded(rgb, "PNG"))
        record["decoded"] = f"decoded/{decoded.name}"  # the same pixels, to measure how far another decoder is off
    return record


def write(out: Path) -> None:
    folder = out / "images"
    (folder / "decoded").mkdir(parents=True, exist_ok=True)
    good = plain_files() | jpeg_files() | png_files() | other_files()
    for name, data in (good | bad_files()).items():
        (folder / name).write_bytes(data)
    records = [good_record(folder / name) for name in good]
    refused = [{"file": name, "pillow": refusal(folder / name)} for name in bad_files()]
    write_json(out / "images.json", {"good": records, "bad": refused})
