"""Trains blip2:scenes (OPT) or blip2-t5:scenes on drawn scenes, on one thread of a CPU, and writes its checkpoint folder.

    python train_blip2_scenes.py --form opt --out DIR
    python train_blip2_scenes.py --form t5 --tower DIR_OF_BLIP2_SCENES --vision-steps 0 --out DIR

Three phases. The vision tower and the Q-Former learn to name what lies in each cell through linear heads that are
thrown away: the first nine queries stand for the cells, the last for the
background. What the queries say about some thousand scenes is kept, and the language model learns to write from that
alone; a last phase, with --whole-steps, trains everything together. Most answers follow no prompt, as BLIP-2 captions; the rest follow Descry's prompts and short questions.
"""

import argparse
import random
import time
from pathlib import Path

import torch
from torch.nn import functional as F

import blip2_checkpoint as checkpoint
import scenes
import scenes_checkpoint
import scenes_vision as vision
from train_scenes import BACKGROUND_NAMES, CELL_HEADS, optimiser, set_rate


KINDS = {"none": 50, "first": 12, "short": 5, "later": 5, "question": 28}


def prompt_and_answer(kind, scene, rng):
    if kind == "none":
        return "", scene.text()
    if kind == "first":
        return scenes_checkpoint.FIRST, scene.text()
    if kind == "short":
        return rng.choice(scenes_checkpoint.SHORT), scene.text()
    if kind == "later":
        return scenes_checkpoint.LATER.replace("{description}", scenes.earlier_description(scene, rng)), scene.text()
    asked = list(checkpoint.questions(scene))
    told = [pair for pair in asked if pair[1] != "nothing"]
    question, answer = rng.choice(told if rng.random() < 0.7 else asked)
    return f"Question: {question} Answer:", answer


class Learner:
    def __init__(self, form, tokenizer, config):
        self.form, self.tokenizer = form, tokenizer
        self.model = checkpoint.new_model(config)
        with torch.no_grad():
            self.model.query_tokens.normal_(std=1.0)
            for name, position in (("position_embedding", 0.3), ("class_embedding", 0.3)):
                getattr(self.model.vision_model.embeddings, name).normal_(std=position)
        self.patch_head = torch.nn.Linear(vision.HIDDEN, sum(CELL_HEADS))
        self.query_head = torch.nn.Linear(checkpoint.HIDDEN, sum(CELL_HEADS))
        self.background_head = torch.nn.Linear(checkpoint.HIDDEN, len(BACKGROUND_NAMES))

    def heads(self):
        return torch.nn.ModuleList((self.patch_head, self.query_head, self.background_head))

    def eyes(self):
        queries = torch.nn.ParameterList((self.model.query_tokens,))
        return torch.nn.ModuleList((self.model.vision_model, self.model.qformer, queries))

    def start_from_eyes(self, folder):
        other = checkpoint.load(folder)
        for name in ("vision_model", "qformer"):
            getattr(self.model, name).load_state_dict(getattr(other, name).state_dict())
        self.model.query_tokens.data.copy_(other.query_tokens.data)

    def see(self, pixels):
        """The patches' states [B, 9, H] and the queries' [B, 10, H]."""
        seen = self.model.vision_model(pixel_values=pixels).last_hidden_state
        queries = self.model.query_tokens.expand(len(pixels), -1, -1)
        return seen[:, 1:], self.model.qformer(query_embeds=queries, encoder_hidden_states=seen).last_hidden_state

    def naming_loss(self, seen, queries, labels, backgrounds):
        from_patches = self.patch_head(seen)
        from_queries = self.query_head(queries[:, :vision.CELLS])
        loss = (vision.cell_loss(from_patches, labels) + vision.cell_loss(from_queries, labels)
                + 0.2 * F.cross_entropy(self.background_head(queries[:, -1]), backgrounds))
        return loss, vision.objects_right(from_patches, labels), vision.objects_right(from_queries, labels)

    def encode(self, texts, specials=True):
        return [encoding.ids for encoding in self.tokenizer.encode_batch(texts, add_special_tokens=specials)]

    def answer_loss(self, queries, prompts, answers):
        """Mean cross entropy of the answers' tokens, the end included; and the fraction guessed right."""
        features = self.model.language_projection(queries)
        asked = self.encode(prompts)
        if self.form is checkpoint.Opt:
            said = self.encode([(" " if prompt else "") + answer for prompt, answer in zip(prompts, answers)], False)
        else:
            said = self.encode(answers, False)
        said = [ids + [self.form.end_id(self.tokenizer)] for ids in said]
        hidden, goals = (self.opt if self.form is checkpoint.Opt else self.t5)(features, asked, said)
        wanted = goals >= 0
        logits = self.model.language_model.lm_head(hidden[wanted])
        return F.cross_entropy(logits, goals[wanted]), (logits.argmax(-1) == goals[wanted]).float().mean().item()

    def opt(self, features, asked, said):
        whole = [question + answer for question, answer in zip(asked, said)]
        goals = padded([[-100] * (len(question) - 1) + answer + [-100] for question, answer in zip(asked, said)], -100)
        embedded = self.model.get_input_embeddings()(padded(whole, 1))
        hidden = self.model.language_model.model.decoder(
            inputs_embeds=torch.cat((features, embedded), 1), use_cache=False).last_hidden_state
        return hidden[:, features.shape[1]:], goals

    def t5(self, features, asked, said):
        language = self.model.language_model
        ids = padded(asked, 0)
        mask = torch.cat((torch.ones(features.shape[:2], dtype=torch.long), (ids != 0).long()), 1)
        embedded = torch.cat((features, self.model.get_input_embeddings()(ids)), 1)
        states = language.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        hidden = language.decoder(
            input_ids=padded([[0, *answer[:-1]] for answer in said], 0), encoder_hidden_states=states,
            encoder_attention_mask=mask, use_cache=False).last_hidden_state
        return hidden, padded(said, -100)


def padded(rows, filler):
    length = max(map(len, rows))
    return torch.tensor([row + [filler] * (length - len(row)) for row in rows])


def train_vision(learner, steps, batch, rate, rng, report, save):
    parameters = [*learner.eyes().parameters(), *learner.heads().parameters()]
    adam = optimiser((learner.eyes(), rate), (learner.heads(), rate))
    for step in range(steps):
        set_rate(adam, step, step / steps, warm=50)
        _, pixels, labels, backgrounds = vision.drawn_batch(rng, batch)
        loss, patches_right, queries_right = learner.naming_loss(*learner.see(pixels), labels, backgrounds)
        vision.descend(adam, parameters, loss)
        if step % 25 == 24:
            report("vision", step + 1, f"loss {loss.item():.3f}, objects right: patches {patches_right:.3f}, queries "
                                       f"{queries_right:.3f}")
        if step % 100 == 99:
            save()


@torch.no_grad()
def remembered(learner, count, batch, rng):
    """Scenes with what the queries say about them, [10, H] each."""
    kept = []
    for _ in range(0, count, batch):
        drawn, pixels, _, _ = vision.drawn_batch(rng, batch)
        kept += zip(drawn, learner.see(pixels)[1])
    return kept


def train_text(learner, kept, steps, whole, batch, rate, rng, report, save):
    eyes = learner.eyes()
    mouth = torch.nn.ModuleList((learner.model.language_projection, learner.model.language_model))
    parameters = [*eyes.parameters(), *mouth.parameters()]
    adam = optimiser((mouth, rate), (eyes, 0.2 * rate))
    for step in range(steps + whole):
        set_rate(adam, step, step / (steps + whole), warm=50)
        if step < steps:
            drawn, queries = zip(*rng.sample(kept, batch))
            queries = torch.stack(queries)
        else:
            drawn, pixels, _, _ = vision.drawn_batch(rng, batch)
            _, queries = learner.see(pixels)
        kind = rng.choices(tuple(KINDS), KINDS.values())[0]  # one a step: prompts of one length need no padding
        prompts, answers = zip(*(prompt_and_answer(kind, scene, rng) for scene in drawn))
        loss, right = learner.answer_loss(queries, list(prompts), list(answers))
        vision.descend(adam, parameters, loss)
        if step % 25 == 24:
            report("text", step + 1, f"{kind}: loss {loss.item():.4f}, tokens right {right:.4f}")
        if step % 50 == 49:
            save()
    save()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--form", choices=tuple(checkpoint.FORMS), required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="go on from this checkpoint folder")
    parser.add_argument("--tower", type=Path, help="take vision tower and Q-Former from this checkpoint folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--vision-steps", type=int, default=400)
    parser.add_argument("--steps", type=int, default=1000, help="of the language model alone")
    parser.add_argument("--whole-steps", type=int, default=0)
    parser.add_argument("--scenes", type=int, default=9600, help="that the language model learns from")
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--text-batch", type=int, default=48)
    parser.add_argument("--vision-rate", type=float, default=1e-3)
    parser.add_argument("--rate", type=float, default=1e-3)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    rng = random.Random(3000 + arguments.seed)
    form = checkpoint.FORMS[arguments.form]
    tokenizer = form.build_tokenizer()
    config = checkpoint.settings(form, tokenizer)
    learner = Learner(form, tokenizer, config)
    if arguments.start:
        learner.model.load_state_dict(checkpoint.load(arguments.start).state_dict())
    elif arguments.tower:
        learner.start_from_eyes(arguments.tower)
    started = time.time()

    def report(phase, step, text):
        print(f"{time.time() - started:7.0f} s  {phase} {step}: {text}", flush=True)

    def save():
        checkpoint.save(arguments.out, form, tokenizer, config, learner.model)

    train_vision(learner, arguments.vision_steps, arguments.batch, arguments.vision_rate, rng, report, save)
    save()
    kept = remembered(learner, arguments.scenes, arguments.batch, rng)
    report("seen", len(kept), "scenes")
    train_text(learner, kept, arguments.steps, arguments.whole_steps, arguments.text_batch, arguments.rate, rng, report,
               save)
    report("done", arguments.steps, str(arguments.out))


if __name__ == "__main__":
    main()
