"""The world of the bundled demo model: drawn scenes, their true descriptions and faulty ones.

A scene is one to three coloured shapes on distinct cells of a 3 x 3 grid over a plain background. It is drawn at
112 x 112 pixels with a little jitter in place, size, turn and colour. Its description has one sentence per object in
reading order and one for the background.

    python scenes.py eval --out DIR --count 400     scenes that training never sees, with truth.jsonl; --seed for others
    python scenes.py samples --out DIR              the eight sample scenes

Needs Pillow only.
"""

import argparse
import hashlib
import json
import math
import random
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image, ImageDraw

SIDE = 112
OVERSAMPLE = 4
EVALUATION_SEED = 20_260_000
SAMPLES_SEED = 20_270_000
JITTER_PIXELS = 2.5
JITTER_SIZE = 0.06
JITTER_DEGREES = 4.0
JITTER_COLOUR = 8

SHAPES = ("circle", "square", "triangle", "star")
SIZES = {"small": 10.0, "large": 16.0}  # radius of the enclosing circle, pixels
POSITIONS = (
    "top left", "top center", "top right",
    "middle left", "center", "middle right",
    "bottom left", "bottom center", "bottom right",
)
COLOURS = {
    "red": (220, 40, 40),
    "green": (40, 160, 60),
    "blue": (40, 80, 220),
    "yellow": (245, 215, 40),
    "purple": (140, 60, 180),
    "orange": (245, 140, 30),
}
BACKGROUNDS = {
    "white": (246, 246, 246),
    "black": (18, 18, 18),
    "gray": (150, 150, 150),
    "brown": (112, 74, 46),
}


@dataclass(frozen=True)
class Thing:
    """One object; position is the index of a grid cell, row by row."""

    size: str
    colour: str
    shape: str
    position: int

    def sentence(self):
        return f"A {self.size} {self.colour} {self.shape} is at the {POSITIONS[self.position]}."


@dataclass(frozen=True)
class Scene:
    """Objects in reading order and the name of the background."""

    things: tuple
    background: str

    def sentences(self):
        return [thing.sentence() for thing in self.things] + [background_sentence(self.background)]

    def text(self):
        return " ".join(self.sentences())

    def empty_positions(self):
        taken = {thing.position for thing in self.things}
        return [position for position in range(len(POSITIONS)) if position not in taken]

    def reserved(self):
        """True for the sixteenth of all scenes kept for evaluation: decided by the description alone."""
        return hashlib.sha256(self.text().encode()).digest()[0] % 16 == 0


def background_sentence(name):
    return f"The background is {name}."


def random_thing(rng, position):
    return Thing(rng.choice(tuple(SIZES)), rng.choice(tuple(COLOURS)), rng.choice(SHAPES), position)


def random_scene(rng, count=None):
    count = count or rng.choices((1, 2, 3), (20, 35, 45))[0]
    positions = sorted(rng.sample(range(len(POSITIONS)), count))
    return Scene(tuple(random_thing(rng, position) for position in positions), rng.choice(tuple(BACKGROUNDS)))


def training_scene(rng):
    while (scene := random_scene(rng)).reserved():
        pass
    return scene


def evaluation_scenes(count, seed=EVALUATION_SEED):
    """Distinct reserved scenes; a smaller count gives the beginning of a larger one."""
    rng = random.Random(seed)
    scenes = {}
    while len(scenes) < count:
        scene = random_scene(rng)
        if scene.reserved():
            scenes.setdefault(scene.text(), scene)
    return list(scenes.values())


def draw(scene, rng):
    """The scene as an RGB image of 112 x 112 pixels."""
    side = SIDE * OVERSAMPLE
    image = Image.new("RGB", (side, side), jittered(BACKGROUNDS[scene.background], rng))
    canvas = ImageDraw.Draw(image)
    for thing in scene.things:
        row, column = divmod(thing.position, 3)
        x = (column + 0.5) * SIDE / 3 + rng.uniform(-JITTER_PIXELS, JITTER_PIXELS)
        y = (row + 0.5) * SIDE / 3 + rng.uniform(-JITTER_PIXELS, JITTER_PIXELS)
        radius = SIZES[thing.size] * rng.uniform(1 - JITTER_SIZE, 1 + JITTER_SIZE)
        turn = math.radians(rng.uniform(-JITTER_DEGREES, JITTER_DEGREES))
        colour = jittered(COLOURS[thing.colour], rng)
        x, y, radius = x * OVERSAMPLE, y * OVERSAMPLE, radius * OVERSAMPLE
        if thing.shape == "circle":
            canvas.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
        else:
            canvas.polygon(outline(thing.shape, x, y, radius, turn), fill=colour)
    return image.reduce(OVERSAMPLE)


def jittered(colour, rng):
    return tuple(min(255, max(0, channel + rng.randint(-JITTER_COLOUR, JITTER_COLOUR))) for channel in colour)


def outline(shape, x, y, radius, turn):
    corners = {"square": 4, "triangle": 3, "star": 10}[shape]
    start = turn + (math.pi / 4 if shape == "square" else -math.pi / 2)
    points = []
    for corner in range(corners):
        reach = radius * (0.42 if shape == "star" and corner % 2 else 1.0)
        angle = start + 2 * math.pi * corner / corners
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return points


def plant_false_object(scene, rng):
    """The true sentences with one for an object on an empty cell, and the index of that sentence."""
    sentences = scene.sentences()
    false = random_thing(rng, rng.choice(scene.empty_positions()))
    if rng.random() < 0.5:
        index = sum(thing.position < false.position for thing in scene.things)
    else:
        index = rng.randrange(len(sentences))
    sentences.insert(index, false.sentence())
    return sentences, index


def one_wrong_attribute(scene, rng):
    """The sentences with one object's colour, shape, size or position, or the background, changed."""
    things = list(scene.things)
    background = scene.background
    index = rng.randrange(len(things))
    thing = things[index]
    fault = rng.choices(("colour", "shape", "size", "position", "background"), (3, 3, 3, 3, 1))[0]
    if fault == "background":
        background = other(BACKGROUNDS, background, rng)
    elif fault == "position":
        things[index] = replace(thing, position=rng.choice(scene.empty_positions()))
    else:
        choices = {"colour": COLOURS, "shape": SHAPES, "size": SIZES}[fault]
        things[index] = replace(thing, **{fault: other(choices, getattr(thing, fault), rng)})
    return Scene(tuple(things), background)


def other(names, name, rng):
    return rng.choice([candidate for candidate in names if candidate != name])


def without_some(sentences, rng):
    """At least one sentence kept, at least one dropped; the background is dropped as often as any object."""
    kept = rng.randint(1, len(sentences) - 1)
    return [sentences[index] for index in sorted(rng.sample(range(len(sentences)), kept))]


def several_faults(scene, rng):
    faulty = scene
    for _ in range(rng.randint(1, 2)):
        faulty = one_wrong_attribute(faulty, rng)
    sentences = faulty.sentences()
    if rng.random() < 0.6:
        false = random_thing(rng, rng.randrange(len(POSITIONS)))
        sentences.insert(rng.randint(0, len(sentences)), false.sentence())
    if rng.random() < 0.5:
        sentences = without_some(sentences, rng)
    if rng.random() < 0.3:
        rng.shuffle(sentences)
    return sentences


FOREIGN = (
    "A drawing.", "A picture of a few shapes.", "The image shows some coloured shapes.", "An abstract picture.",
    "There are several shapes in this image.", "I cannot see anything.", "The image is empty.",
)


def earlier_description(scene, rng):
    """What an earlier step may have written: right, incomplete, with a false object, a wrong attribute, or worse."""
    kind = rng.choices(("right", "incomplete", "false", "wrong", "several", "foreign"), (22, 20, 25, 20, 11, 2))[0]
    if kind == "right":
        sentences = scene.sentences()
    elif kind == "incomplete":
        sentences = without_some(scene.sentences(), rng)
    elif kind == "false":
        sentences, _ = plant_false_object(scene, rng)
    elif kind == "wrong":
        sentences = one_wrong_attribute(scene, rng).sentences()
    elif kind == "several":
        sentences = several_faults(scene, rng)
    else:
        sentences = [rng.choice(FOREIGN)]
    return " ".join(sentences)


def truth(name, scene, rng):
    planted, index = plant_false_object(scene, rng)
    return {
        "image": name,
        "sentences": scene.sentences(),
        "planted": " ".join(planted),
        "falseSentence": planted[index],
    }


def write_scenes(folder, names, scenes, seed):
    """Images as small PNGs, and truth.jsonl with one line per image; every scene has its own random numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for index, (name, scene) in enumerate(zip(names, scenes)):
        rng = random.Random(seed + index)
        save_png(draw(scene, rng), folder / name)
        lines.append(json.dumps(truth(name, scene, rng)) + "\n")
    (folder / "truth.jsonl").write_text("".join(lines), encoding="utf-8")


def save_png(image, path):
    """With a palette where the colours fit one: the same RGB when decoded, in a third of the bytes."""
    colours = image.getcolors(256)
    if colours:
        palette = [colour for _, colour in sorted(colours, reverse=True)]
        index = {colour: at for at, colour in enumerate(palette)}
        small = Image.new("P", image.size)
        small.putpalette([channel for colour in palette for channel in colour])
        channels = image.tobytes()
        small.putdata([index[pixel] for pixel in zip(channels[0::3], channels[1::3], channels[2::3])])
        image = small
    image.save(path, optimize=True)


def sample_scenes(seed=SAMPLES_SEED):
    """Eight reserved scenes: one object, then two, then three, with every background and shape."""
    rng = random.Random(seed)
    scenes = []
    backgrounds = list(BACKGROUNDS) * 2
    while len(scenes) < 8:
        index = len(scenes)
        scene = replace(random_scene(rng, (1, 2, 3, 2, 3, 3, 2, 3)[index]), background=backgrounds[index])
        if scene.reserved():
            scenes.append(scene)
    return scenes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("eval", "samples"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=EVALUATION_SEED, help="another one draws other scenes")
    arguments = parser.parse_args()
    if arguments.what == "eval":
        names = [f"{index:03d}.png" for index in range(arguments.count)]
        write_scenes(arguments.out, names, evaluation_scenes(arguments.count, arguments.seed), arguments.seed)
    else:
        names = [f"scene-{index + 1}.png" for index in range(8)]
        write_scenes(arguments.out, names, sample_scenes(), SAMPLES_SEED)


if __name__ == "__main__":
    main()
