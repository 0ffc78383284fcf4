"""Trains clip:scenes on drawn scenes, on one thread of a CPU, and writes its checkpoint folder.

    python train_clip_scenes.py --out DIR

First the vision tower alone learns to name each cell, its lower half from the patches and its upper half from the class
token, through linear heads that are thrown away. What the lower half sees in some thousand scenes is kept. Then the
rest and the text tower learn which texts hold for which
image: sentences, phrases and lists of them, of the images of the batch or with one attribute changed. Every text is
judged against every image, so that one threshold on the similarity serves all. Also, each image must find its own
description among those of the other images and faulty versions of its own.
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
LOWER = 2  # layers of the vision tower that name each patch; the ones above gather it in the class token
RANKED = 12  # scenes of a batch whose whole descriptions are compared


# Texts: an atom is a dictionary of the attributes it names, a text is a list of atoms that must all hold

def holds(atom, scene):
    if "background" in atom:
        return atom["background"] == scene.background
    return any(all(getattr(thing, name) == value for name, value in atom.items()) for thing in scene.things)


def atoms_of(scene):
    things = [{name: getattr(thing, name) for name in ATTRIBUTES} for thing in scene.things]
    return [*things, {"background": scene.background}]


def one_changed(atom, rng):
    name = rng.choice(tuple(atom))
    choices = tuple(scenes.BACKGROUNDS) if name == "background" else ATTRIBUTES[name]
    return atom | {name: scenes.other(choices, atom[name], rng)}


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


def text_about(scene, rng):
    """A text that holds for the scene or, half the time, would if one attribute were different."""
    kind = rng.choices(("sentence", "phrase", "list"), (60, 20, 20))[0]
    atoms = atoms_of(scene)
    if kind == "sentence":
        chosen = [rng.choice(atoms)]
    elif kind == "phrase":
        chosen = [some_attributes(rng.choice(atoms), rng)]
    else:
        chosen = rng.sample(atoms, rng.randint(2, len(atoms)))
        if rng.random() < 0.5:
            chosen = [some_attributes(atom, rng) for atom in chosen]
    if rng.random() < 0.5:
        at = rng.randrange(len(chosen))
        chosen[at] = one_changed(chosen[at], rng)
    if kind == "sentence":
        text = sentence(chosen[0])
    elif all(len(atom) in (1, 4) and ("background" in atom or len(atom) == 4) for atom in chosen) and len(chosen) > 1:
        text = " ".join(sentence(atom) for atom in chosen)
    else:
        text = ", ".join(phrase(atom, rng) for atom in chosen)
    return text, chosen


# The model

def through(layers, states):
    for layer in layers:
        states = layer(states, None)
    return states


class Learner:
    def __init__(self, tokenizer, config):
        self.tokenizer, self.config = tokenizer, config
        self.model = checkpoint.new_model(config)
        self.end = tokenizer.token_to_id(checkpoint.END)
        hidden = config["vision_config"]["hidden_size"]
        self.bias = torch.nn.Parameter(torch.tensor(-5.0))  # of the sigmoid loss; thrown away
        self.patch_head = torch.nn.Linear(hidden, sum(CELL_HEADS))
        self.class_head = torch.nn.Linear(hidden, vision.CELLS * sum(CELL_HEADS))
        self.background_head = torch.nn.Linear(hidden, len(BACKGROUND_NAMES))

    def heads(self):
        return torch.nn.ModuleList((self.patch_head, self.class_head, self.background_head))

    def see(self, pixels):
        """All states after LOWER layers [B, 10, H] and the pooled class token [B, H]."""
        lower = self.look(pixels)
        return lower, self.pool(lower)

    def look(self, pixels):
        tower = self.model.vision_model
        states = tower.pre_layrnorm(tower.embeddings(pixels))
        return through(tower.encoder.layers[:LOWER], states)

    def pool(self, lower):
        tower = self.model.vision_model
        return tower.post_layernorm(through(tower.encoder.layers[LOWER:], lower)[:, 0])

    def read(self, texts):
        """[N, P] normalised text features; short and long texts are encoded apart, padding costs time."""
        rows = [encoding.ids[:checkpoint.CONTEXT - 1] for encoding in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(rows)), key=lambda at: len(rows[at]))
        cuts = [0, *(at for at in range(1, len(order)) if len(rows[order[at - 1]]) <= 18 < len(rows[order[at]])), len(order)]
        features = [self.encode([rows[at] for at in order[start:stop]]) for start, stop in zip(cuts, cuts[1:])]
        back = torch.tensor(sorted(range(len(order)), key=order.__getitem__))
        return torch.cat(features)[back]

    def encode(self, rows):
        ids = torch.full((len(rows), max(map(len, rows))), self.end)
        for at, row in enumerate(rows):
            ids[at, :len(row)] = torch.tensor(row)
        pooled = self.model.text_model(input_ids=ids).pooler_output
        return F.normalize(self.model.text_projection(pooled), dim=-1)

    def naming_loss(self, lower, pooled, labels, backgrounds):
        from_patches = self.patch_head(F.layer_norm(lower[:, 1:], lower.shape[-1:]))
        from_class = self.class_head(pooled).unflatten(-1, (vision.CELLS, -1))
        loss = (vision.cell_loss(from_patches, labels) + vision.cell_loss(from_class, labels)
                + 0.2 * F.cross_entropy(self.background_head(pooled), backgrounds))
        return loss, vision.objects_right(from_patches, labels), vision.objects_right(from_class, labels)

    def matching_losses(self, images, drawn, count, rng):
        """images [B, P] normalised. The sigmoid loss of count texts, the ranking loss of whole descriptions."""
        scale = self.model.logit_scale.clamp(max=4.6052).exp()
        about = [text_about(rng.choice(drawn), rng) for _ in range(count)]
        truth = torch.tensor([[all(holds(atom, scene) for atom in atoms) for _, atoms in about] for scene in drawn])
        ranked = drawn[:RANKED]
        own = [scene.text() for scene in ranked]
        faulty = [" ".join(scenes.one_wrong_attribute(scene, rng).sentences()) for scene in ranked]
        texts = self.read([text for text, _ in about] + own + faulty)
        logits = scale * images @ texts.T
        matched = logits[:, :count] + self.bias
        weight = torch.where(truth, 3.0, 1.0)
        sigmoid = F.binary_cross_entropy_with_logits(matched, truth.float(), weight=weight, reduction="sum") / weight.sum()
        ranking = F.cross_entropy(logits[:len(ranked), count:], torch.arange(len(ranked)))
        right = ((matched > 0) == truth)[truth | (torch.rand(truth.shape) < 0.05)].float().mean().item()
        return sigmoid, ranking, right


def train_vision(learner, steps, batch, rate, rng, report):
    tower = learner.model.vision_model
    parameters = [*tower.parameters(), *learner.heads().parameters()]
    adam = optimiser((tower, rate), (learner.heads(), rate))
    for step in range(steps):
        set_rate(adam, step, step / steps, warm=50)
        _, pixels, labels, backgrounds = vision.drawn_batch(rng, batch)
        loss, patches_right, class_right = learner.naming_loss(*learner.see(pixels), labels, backgrounds)
        vision.descend(adam, parameters, loss)
        if step % 25 == 24:
            report("vision", step + 1, f"loss {loss.item():.3f}, objects right: patches {patches_right:.3f}, "
                                       f"class token {class_right:.3f}")


@torch.no_grad()
def remembered(learner, count, batch, rng):
    """Scenes with the lower layers' states, [10, H] each, their labels and backgrounds."""
    kept = []
    for _ in range(0, count, batch):
        drawn, pixels, labels, backgrounds = vision.drawn_batch(rng, batch)
        kept += zip(drawn, learner.look(pixels), labels, backgrounds)
    return kept


def train_both(learner, kept, steps, batch, texts, rate, rng, report, save):
    """The text tower and the upper half of the vision tower; the lower half stays as it is."""
    tower = learner.model.vision_model
    upper = torch.nn.ModuleList((*tower.encoder.layers[LOWER:], tower.post_layernorm, learner.model.visual_projection))
    reader = torch.nn.ModuleList((learner.model.text_model, learner.model.text_projection))
    loose = torch.nn.ParameterList((learner.bias, learner.model.logit_scale))
    parameters = [*upper.parameters(), *reader.parameters(), *loose, *learner.heads().parameters()]
    adam = optimiser((reader, rate), (upper, rate), (loose, 3 * rate), (learner.heads(), rate))
    for step in range(steps):
        set_rate(adam, step, step / steps, warm=50)
        drawn, lower, labels, backgrounds = zip(*rng.sample(kept, batch))
        lower, labels, backgrounds = torch.stack(lower), torch.stack(labels), torch.stack(backgrounds)
        pooled = learner.pool(lower)
        images = F.normalize(learner.model.visual_projection(pooled), dim=-1)
        sigmoid, ranking, right = learner.matching_losses(images, drawn, texts, rng)
        naming, _, class_right = learner.naming_loss(lower, pooled, labels, backgrounds)
        vision.descend(adam, parameters, 10 * sigmoid + 0.3 * ranking + 0.3 * naming)
        if step % 25 == 24:
            report("both", step + 1, f"sigmoid {sigmoid.item():.4f}, ranking {ranking.item():.3f}, texts right "
                                     f"{right:.3f}, class token {class_right:.3f}, scale "
                                     f"{learner.model.logit_scale.exp().item():.1f}, bias {learner.bias.item():.2f}")
        if step % 50 == 49:
            save()
    with torch.no_grad():
        learner.model.logit_scale.clamp_(max=4.6052)
    save()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="go on from this checkpoint folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--vision-steps", type=int, default=300)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--scenes", type=int, default=12000, help="that the second phase learns from")
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--texts", type=int, default=128)
    parser.add_argument("--vision-rate", type=float, default=1e-3)
    parser.add_argument("--rate", type=float, default=1e-3)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    rng = random.Random(2000 + arguments.seed)
    tokenizer = checkpoint.build_tokenizer()
    config = checkpoint.settings(tokenizer)
    learner = Learner(tokenizer, config)
    if arguments.start:
        learner.model.load_state_dict(checkpoint.load(arguments.start).state_dict())
    started = time.time()

    def report(phase, step, text):
        print(f"{time.time() - started:7.0f} s  {phase} {step}: {text}", flush=True)

    def save():
        checkpoint.save(arguments.out, tokenizer, config, learner.model)

    train_vision(learner, arguments.vision_steps, arguments.batch, arguments.vision_rate, rng, report)
    save()
    kept = remembered(learner, arguments.scenes, arguments.batch, rng)
    report("seen", len(kept), "scenes")
    train_both(learner, kept, arguments.steps, arguments.batch, arguments.texts, arguments.rate, rng, report, save)
    report("done", arguments.steps, str(arguments.out))


if __name__ == "__main__":
    main()
