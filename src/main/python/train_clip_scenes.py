"""Trains clip:scenes on drawn scenes, on one thread of a CPU, and writes its checkpoint folder.

    python train_clip_scenes.py --out DIR

An image's feature is to hold, in fixed places, what lies in each of the nine cells (one number for each size, colour and
shape), the background and a constant; a text's feature is to point at the places it speaks of. Three steps lead there:

1. the lower layers of the vision tower learn to name each cell from its patch, through a linear head that is thrown away;
2. the upper layers, in which each attention head looks at one cell and copies what a linear reading says of it into the
   class token, are set in closed form by least squares (trained by descent, the class token knew what there was but
   for a long time not where);
3. the text tower learns the features of sentences, phrases and lists of them by regression; no image is needed.
"""

import argparse
import random
import time
from pathlib import Path

import torch
from torch.nn import functional as F

import clip_checkpoint as checkpoint
import scenes
import scenes_vision as vision
from train_scenes import BACKGROUND_NAMES, CELL_HEADS, optimiser, set_rate

ATTRIBUTES = {"size": tuple(scenes.SIZES), "colour": tuple(scenes.COLOURS), "shape": scenes.SHAPES,
              "position": tuple(range(vision.CELLS))}


# Texts: an atom is a dictionary of the attributes it names, a text is a list of atoms that must all hold

def atoms_of(scene):
    things = [{name: getattr(thing, name) for name in ATTRIBUTES} for thing in scene.things]
    return [*things, {"background": scene.background}]


def some_attributes(atom, rng):
    if "background" in atom:
        return atom
    kept = [name for name in atom if rng.random() < 0.6] or [rng.choice(tuple(atom))]
    return {name: atom[name] for name in kept}


def sentence(atom):
    if "background" in atom:
        return scenes.background_sentence(atom["background"])
    return scenes.Thing(**atom).sentence()


def phrase(atom, rng):
    if "background" in atom:
        return f"{rng.choice(('a ', 'the ', ''))}{atom['background']} background"
    if set(atom) == {"position"}:
        return f"a shape at the {scenes.POSITIONS[atom['position']]}"
    words = [atom[name] for name in ("size", "colour", "shape") if name in atom]
    if "shape" not in atom and (len(words) > 1 or rng.random() < 0.5):
        words.append(rng.choice(("shape", "object")))
    text = " ".join(words)
    if "shape" in atom and rng.random() < 0.8:
        text = ("an " if text[0] in "aeiou" else "a ") + text
    return text + (f" at the {scenes.POSITIONS[atom['position']]}" if "position" in atom else "")


# The features

LOWER = 2  # layers of the vision tower that name each patch
READ = [(name, value) for name in ("size", "colour", "shape") for value in ATTRIBUTES[name]]
BACKGROUND_AT = vision.CELLS * len(READ)
CONSTANT_AT = BACKGROUND_AT + len(BACKGROUND_NAMES)
CONSTANT = 20 ** 0.5  # keeps an image's length nearly the same for one object and for three
BACKGROUND = 3 ** 0.5  # as much as an object's three attributes
SHARP = 60.0  # by how much a head's logit for its own cell exceeds the others
CENTRE = 4  # the cell whose patch the background is read from
PLACED = 20.0  # how large the mark of a place is beside a patch's 92
WRITTEN = 12.0  # how large the class token's entries are beside what it held before


def read_off(scenes_):
    """[B, 9, 12] for each cell and [B, 4] for the background: 1 where it is so, else 0."""
    cells = torch.zeros(len(scenes_), vision.CELLS, len(READ))
    backgrounds = torch.zeros(len(scenes_), len(BACKGROUND_NAMES))
    for at, scene in enumerate(scenes_):
        backgrounds[at, BACKGROUND_NAMES.index(scene.background)] = 1
        for thing in scene.things:
            for number, (name, value) in enumerate(READ):
                cells[at, thing.position, number] = getattr(thing, name) == value
    return cells, backgrounds


def pointing(atoms):
    """[P] of length 1: the places that a text of these atoms speaks of."""
    whole = torch.zeros(checkpoint.PROJECTION)
    for atom in atoms:
        part = torch.zeros(checkpoint.PROJECTION)
        if "background" in atom:
            part[BACKGROUND_AT + BACKGROUND_NAMES.index(atom["background"])] = 1
        else:
            named = {name: value for name, value in atom.items() if name != "position"}
            asked = [value == named.get(name) if named else name == "shape" for name, value in READ]
            for cell in [atom["position"]] if "position" in atom else range(vision.CELLS):
                part[cell * len(READ):(cell + 1) * len(READ)] = torch.tensor(asked).float()
        whole += F.normalize(part, dim=0)
    return F.normalize(whole, dim=0)


# The three steps

class Learner:
    def __init__(self, tokenizer, config):
        self.tokenizer = tokenizer
        self.model = checkpoint.new_model(config)
        self.end = tokenizer.token_to_id(checkpoint.END)
        self.head = torch.nn.Linear(vision.HIDDEN, sum(CELL_HEADS))

    def look(self, pixels):
        """All states after the lower layers [B, 10, H]."""
        tower = self.model.vision_model
        states = tower.pre_layrnorm(tower.embeddings(pixels))
        for layer in tower.encoder.layers[:LOWER]:
            states = layer(states, None)
        return states

    def read(self, texts):
        """[N, P] normalised text features."""
        rows = [encoding.ids[:checkpoint.CONTEXT] for encoding in self.tokenizer.encode_batch(texts)]
        ids = torch.full((len(rows), max(map(len, rows))), self.end)
        for at, row in enumerate(rows):
            ids[at, :len(row)] = torch.tensor(row)
        pooled = self.model.text_model(input_ids=ids).pooler_output
        return F.normalize(self.model.text_projection(pooled), dim=-1)


def plain(states):
    return F.layer_norm(states, states.shape[-1:], eps=1e-5)


def train_lower(learner, steps, batch, rate, rng, report):
    tower = learner.model.vision_model
    lower = torch.nn.ModuleList((tower.embeddings, tower.pre_layrnorm, *tower.encoder.layers[:LOWER]))
    adam = optimiser((lower, rate), (learner.head, rate))
    for step in range(steps):
        set_rate(adam, step, step / steps, warm=50)
        _, pixels, labels, _ = vision.drawn_batch(rng, batch)
        named = learner.head(plain(learner.look(pixels)[:, 1:]))
        loss = vision.cell_loss(named, labels)
        vision.descend(adam, [*lower.parameters(), *learner.head.parameters()], loss)
        if step % 25 == 24:
            report("lower", step + 1, f"loss {loss.item():.3f}, objects right {vision.objects_right(named, labels):.3f}")


def least_squares(states, wanted, ridge=1e-2):
    """Weight [n, H] and bias [n] of the best linear reading of normalised states [N, H]."""
    ones = torch.cat((states, torch.ones(len(states), 1)), 1).double()
    gram = ones.T @ ones + ridge * len(ones) * torch.eye(ones.shape[1], dtype=torch.double) * 1e-3
    solved = torch.linalg.solve(gram, ones.T @ wanted.double()).float().T
    return solved[:, :-1], solved[:, -1]


@torch.no_grad()
def mark_places(learner):
    """Makes each patch's place plain, along directions that the lower layers read least.

    What the patches hold is a hundred times what the positions hold after training: that is why the class token did
    not learn where things are.
    """
    tower = learner.model.vision_model
    read = torch.cat([
        module.weight * norm.weight for layer in tower.encoder.layers[:LOWER] for module, norm in (
            (layer.self_attn.q_proj, layer.layer_norm1), (layer.self_attn.k_proj, layer.layer_norm1),
            (layer.self_attn.v_proj, layer.layer_norm1), (layer.mlp.fc1, layer.layer_norm2))])
    least = torch.linalg.svd(read, full_matrices=False)[2][-vision.CELLS:]
    least = (least - least.mean(1, keepdim=True)) / tower.pre_layrnorm.weight
    tower.embeddings.position_embedding.weight[1:] += PLACED * least


@torch.no_grad()
def set_upper(learner, count, batch, rng, report):
    """Layer by layer: heads that each look at one cell, and a class token in which their readings lie apart."""
    model, tower = learner.model, learner.model.vision_model
    mark_places(learner)
    drawn, states = [], []
    for _ in range(0, count, batch):
        some, pixels, _, _ = vision.drawn_batch(rng, batch)
        drawn += some
        states.append(learner.look(pixels))
    states = torch.cat(states)
    cells, backgrounds = read_off(drawn)
    directions = torch.linalg.qr(torch.randn(vision.HIDDEN, vision.HIDDEN))[0]  # columns are orthonormal
    directions -= directions.mean(0)  # the last norm takes the mean away
    layers = tower.encoder.layers[LOWER:]
    heads = layers[0].self_attn.num_heads
    width = vision.HIDDEN // heads
    places = torch.eye(1 + vision.CELLS)[:, 1:].expand(len(states), -1, -1)  # the class token has no place
    for number, layer in enumerate(layers):
        normal = plain(states)
        where, where_bias = least_squares(normal.flatten(0, 1), places.flatten(0, 1))
        what, what_bias = least_squares(normal[:, 1:].flatten(0, 1), cells.flatten(0, 1))
        ground, ground_bias = least_squares(normal[:, 1 + CENTRE], backgrounds)
        blank(layer)
        attention = layer.self_attn
        for head in range(heads):
            cell = number * heads + head
            if cell >= vision.CELLS:
                continue
            rows = slice(head * width, head * width + len(READ))
            attention.q_proj.bias[head * width] = SHARP * width ** 0.5
            attention.k_proj.weight[head * width], attention.k_proj.bias[head * width] = where[cell], where_bias[cell]
            attention.v_proj.weight[rows], attention.v_proj.bias[rows] = what, what_bias
            at = slice(cell * len(READ), (cell + 1) * len(READ))
            attention.out_proj.weight[:, rows] = WRITTEN * directions[:, at]
            if cell == CENTRE:
                rows = slice(rows.stop, rows.stop + len(BACKGROUND_NAMES))
                attention.v_proj.weight[rows], attention.v_proj.bias[rows] = ground, ground_bias
                at = slice(BACKGROUND_AT, CONSTANT_AT)
                attention.out_proj.weight[:, rows] = WRITTEN * BACKGROUND * directions[:, at]
        if number == len(layers) - 1:
            attention.out_proj.bias.copy_(WRITTEN * CONSTANT * directions[:, CONSTANT_AT])
        states = torch.cat([layer(part, None) for part in states.split(500)])
        report("upper", number + 1, f"patch readings off by {((normal[:, 1:] @ what.T + what_bias) - cells).std():.3f}")
    tower.post_layernorm.weight.fill_(1)
    tower.post_layernorm.bias.zero_()
    wanted = torch.cat((cells.flatten(1), BACKGROUND * backgrounds, torch.full((len(cells), 1), CONSTANT)), 1)
    pooled = plain(states[:, 0])
    length = (wanted * (pooled @ directions[:, :wanted.shape[1]])).sum(1) / (wanted * wanted).sum(1)
    gram = (pooled / length[:, None]).double()
    solved = torch.linalg.solve(gram.T @ gram + 1e-3 * len(gram) * torch.eye(vision.HIDDEN, dtype=torch.double) * 1e-2,
                                gram.T @ wanted.double()).float()
    model.visual_projection.weight.zero_()
    model.visual_projection.weight[:wanted.shape[1]] = solved.T
    model.logit_scale.fill_(4.6052)
    images = F.normalize(pooled @ model.visual_projection.weight.T, dim=-1)[:, :wanted.shape[1]]
    report("upper", len(layers), f"cosine with the features wanted {(images * F.normalize(wanted, dim=-1)).sum(1).mean():.4f}")


def blank(layer):
    """A layer that adds nothing."""
    attention = layer.self_attn
    for projection in (attention.q_proj, attention.k_proj, attention.v_proj, attention.out_proj, layer.mlp.fc2):
        projection.weight.zero_()
        projection.bias.zero_()
    for norm in (layer.layer_norm1, layer.layer_norm2):
        norm.weight.fill_(1)
        norm.bias.zero_()


KINDS = {"sentence": 70, "phrase": 15, "list": 10, "description": 5}


def text_about(kind, scene, rng):
    """A text with the atoms it is made of."""
    atoms = atoms_of(scene)
    if kind == "sentence":
        atom = rng.choice(atoms)
        return sentence(atom), [atom]
    if kind == "phrase":
        atom = some_attributes(rng.choice(atoms), rng)
        return phrase(atom, rng), [atom]
    if kind == "description":
        return scene.text(), atoms
    chosen = [some_attributes(atom, rng) for atom in rng.sample(atoms, 2)]
    return ", ".join(phrase(atom, rng) for atom in chosen), chosen


def train_text(learner, steps, batch, rate, rng, report, save):
    reader = torch.nn.ModuleList((learner.model.text_model, learner.model.text_projection))
    adam = optimiser((reader, rate))
    for step in range(steps):
        set_rate(adam, step, step / steps, warm=30)
        kind = rng.choices(tuple(KINDS), KINDS.values())[0]  # one a step: texts of one length need no padding
        texts, atoms = zip(*(text_about(kind, scenes.random_scene(rng), rng) for _ in range(batch)))
        cosines = (learner.read(list(texts)) * torch.stack([pointing(some) for some in atoms])).sum(1)
        vision.descend(adam, list(reader.parameters()), (1 - cosines).mean())
        if step % 25 == 24:
            report("text", step + 1, f"{kind}: cosine {cosines.mean().item():.4f}, least {cosines.min().item():.4f}")
        if step % 50 == 49:
            save()
    save()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="go on from this checkpoint folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lower-steps", type=int, default=250)
    parser.add_argument("--scenes", type=int, default=3840, help="that the upper layers are set from; 0 leaves them")
    parser.add_argument("--text-steps", type=int, default=500)
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--rate", type=float, default=1e-3)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    rng = random.Random(2000 + arguments.seed)
    tokenizer = checkpoint.build_tokenizer()
    config = checkpoint.settings(tokenizer)
    learner = Learner(tokenizer, config)
    if arguments.start:
        checkpoint.take(learner.model, arguments.start)
    started = time.time()

    def report(phase, step, text):
        print(f"{time.time() - started:7.0f} s  {phase} {step}: {text}", flush=True)

    def save():
        checkpoint.save(arguments.out, tokenizer, config, learner.model)

    train_lower(learner, arguments.lower_steps, arguments.batch, arguments.rate, rng, report)
    if arguments.scenes:
        set_upper(learner, arguments.scenes, arguments.batch, rng, report)
    save()
    train_text(learner, arguments.text_steps, arguments.batch, 2 * arguments.rate, rng, report, save)
    report("done", arguments.text_steps, str(arguments.out))


if __name__ == "__main__":
    main()
