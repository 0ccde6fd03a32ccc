#!/usr/bin/env python3
# Makes src/model/fixtures/tiny_bert and tiny_roberta: small random encoders and what they give, by
# transformers 5.23.0 and torch 2.15.0 (float32, eager attention), written with safetensors 0.8.0.
#
#   python3 -m venv V; V/bin/pip install torch transformers safetensors
#   V/bin/python scripts/make_encoder_fixture.py
#
# tiny_bert     model.safetensors without a prefix, float32, exact GELU; a WordPiece vocabulary of our own
# tiny_roberta  weights under "roberta.", float16, GELU by tanh, sizes that are no multiples of 16
# expected.safetensors: "ids.<i>" of text i and "states.<i>.<layer>", layer 0 the embeddings.
import json
import os
import shutil

import torch
import transformers
from safetensors.torch import save_file

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src", "model", "fixtures")
WORDS = """the a i have had has cough fever pain chest head doctor since when three days weeks take
how long does it hurt no yes please tell me is are there and any blood sugar water rest more than
you my and of to for in with night morning s ##s ##ing ##ed ##ache""".split()
HAN = "我你他的了是不有咳嗽发烧头痛医生请问几天吃药水休息血糖晚上早什么时候好吗多喝"


def vocabulary():
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    for token in [*".,?!:;'-()，。？！：", *letters, *("##" + c for c in letters), *WORDS, *HAN]:
        if token not in tokens:
            tokens.append(token)
    return tokens


def randomise(model, seed):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            noise = torch.randn(p.shape, generator=generator)
            p.copy_(1 + 0.2 * noise if name.endswith("LayerNorm.weight") else 0.25 * noise)


def describe():
    return {"format": "pt", "tool": "transformers %s, torch %s" % (transformers.__version__, torch.__version__),
            "script": "scripts/make_encoder_fixture.py"}


def expect(folder, model, texts):
    out = {}
    with torch.no_grad():
        for i, ids in enumerate(texts):
            states = model(torch.tensor([ids]), output_hidden_states=True).hidden_states
            out["ids.%d" % i] = torch.tensor(ids)
            for layer, state in enumerate(states):
                out["states.%d.%d" % (i, layer)] = state[0].contiguous()
    save_file(out, os.path.join(folder, "expected.safetensors"), metadata=describe())


def texts(n_vocabulary, longest, first, last, special):
    """Texts of uneven lengths; `special` is put into the middle of one."""
    out = [[first, last]]
    for n in (5, 23, longest):
        body = [5 + (7 * i * i + 13 * n + i) % (n_vocabulary - 5) for i in range(n - 2)]
        if n == 23:
            body[9] = special
        out.append([first, *body, last])
    return out


def clean(folder):
    for name in os.listdir(folder):
        if name not in ("config.json", "model.safetensors", "expected.safetensors", "tokenizer.json", "tokenizer_config.json"):
            path = os.path.join(folder, name)
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)


def bert():
    folder = os.path.join(HERE, "tiny_bert")
    os.makedirs(folder, exist_ok=True)
    tokens = vocabulary()
    config = transformers.BertConfig(vocab_size=len(tokens), hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
                                     intermediate_size=48, max_position_embeddings=48, hidden_act="gelu",
                                     attn_implementation="eager")
    model = transformers.BertModel(config, add_pooling_layer=False).eval()
    randomise(model, 20260417)
    model.save_pretrained(folder)
    with open(os.path.join(folder, "vocab.txt"), "w", encoding="utf-8") as f:
        f.write("".join(t + "\n" for t in tokens))
    with open(os.path.join(folder, "tokenizer_config.json"), "w", encoding="utf-8") as f:
        json.dump({"tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": 48, "unk_token": "[UNK]",
                   "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]", "mask_token": "[MASK]"}, f, indent=2)
        f.write("\n")
    transformers.AutoTokenizer.from_pretrained(folder).save_pretrained(folder)
    expect(folder, model, texts(len(tokens), 48, 2, 3, 0))
    clean(folder)


def roberta():
    folder = os.path.join(HERE, "tiny_roberta")
    os.makedirs(folder, exist_ok=True)
    config = transformers.RobertaConfig(vocab_size=101, hidden_size=36, num_hidden_layers=3, num_attention_heads=4,
                                        intermediate_size=40, max_position_embeddings=53, type_vocab_size=1,
                                        hidden_act="gelu_new", layer_norm_eps=1e-5, attn_implementation="eager")
    model = transformers.RobertaForMaskedLM(config).eval()
    randomise(model, 7411)
    model = model.half().float()  # what stands in the file is what is computed with
    expect(folder, model.roberta, texts(101, 51, 0, 2, 1))
    model.half().save_pretrained(folder)
    clean(folder)


bert()
roberta()
