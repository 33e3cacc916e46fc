"""Drawn pictures for the demo stories: a coast, a road, a lake. The same every time."""

import io
import math

from django.core.files.base import ContentFile
from PIL import Image as Canvas
from PIL import ImageDraw, ImageFilter
from wagtail.images.models import Image

from accounts.models import User

SIZE = (1600, 900)
Colour = tuple[int, int, int]
PALETTES: dict[str, tuple[Colour, ...]] = {  # sky above, sky below, sun, then hills or waves from far to near
    "harbour": ((28, 44, 84), (246, 168, 122), (255, 226, 170), (86, 88, 128), (52, 62, 104), (24, 34, 68)),
    "lake": ((88, 152, 196), (226, 240, 238), (255, 250, 226), (120, 168, 156), (64, 120, 124), (24, 72, 88)),
    "coast": ((70, 82, 98), (186, 196, 200), (232, 234, 226), (118, 132, 138), (74, 92, 100), (36, 50, 60)),
    "road": ((240, 190, 92), (252, 232, 190), (255, 252, 236), (214, 140, 84), (150, 84, 66), (80, 44, 48)),
}


def draw(palette: str) -> bytes:
    """A landscape in one of the PALETTES as JPEG."""
    above, below, sun, *ridges = PALETTES[palette]
    width, height = SIZE
    canvas = Canvas.new("RGB", SIZE)
    brush = ImageDraw.Draw(canvas)
    for y in range(height):
        part = min(1.0, y / (height * 0.7))
        brush.line([(0, y), (width, y)], fill=_between(above, below, part))
    glow = Canvas.new("L", SIZE, 0)
    ImageDraw.Draw(glow).ellipse(_circle(width * 0.68, height * 0.42, 150), fill=190)
    canvas.paste(Canvas.new("RGB", SIZE, sun), mask=glow.filter(ImageFilter.GaussianBlur(70)))
    brush = ImageDraw.Draw(canvas)
    brush.ellipse(_circle(width * 0.68, height * 0.42, 70), fill=sun)
    seed = sum(map(ord, palette))
    for depth, colour in enumerate(ridges):
        base, swing = height * (0.56 + 0.14 * depth), 70 - 16 * depth
        line = [(x, base + _swell(x / width, seed + depth * 7) * swing) for x in range(0, width + 8, 8)]
        brush.polygon([(0, height), *line, (width, height)], fill=colour)
    file = io.BytesIO()
    canvas.save(file, "JPEG", quality=85)
    return file.getvalue()


def hang(palette: str, title: str, *, by: User) -> Image:
    """The picture in Wagtail's library; drawn once."""
    title = f"Demo: {title}"
    picture = Image.objects.filter(title=title).first()
    if picture is None:
        file = ContentFile(draw(palette), name=f"demo-{palette}.jpg")
        picture = Image(title=title, description=title, file=file, uploaded_by_user=by)
        picture.save()
    return picture


def _between(first: Colour, last: Colour, part: float) -> Colour:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(first, last, strict=True))
    return red, green, blue


def _circle(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return x - radius, y - radius, x + radius, y + radius


def _swell(x: float, seed: int) -> float:
    """A line that looks like hills or waves, between about -1 and 1."""
    return sum(math.sin(x * pace + seed * turn) / share for pace, turn, share in _WAVES)


_WAVES = ((5.1, 1.3, 2.0), (11.7, 2.1, 3.5), (23.0, 0.7, 8.0))
