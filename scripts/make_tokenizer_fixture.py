#!/usr/bin/env python3
"""Writes what the `tokenizers` library 0.23 says, for src/model/test_tokenizer_reference.c.

    python3 -m venv .venv && .venv/bin/pip install tokenizers==0.23.3
    .venv/bin/python scripts/make_tokenizer_fixture.py [NAME=FOLDER ...]

src/model/fixtures/tokenizer_texts.jsonl    texts made here of fragments of ours, from a seed: what tends to
                                            go wrong, in many scripts, with blanks and marks between
src/model/fixtures/tokenizers/NAME/         small tokenizers, trained here on tokenizer_training.txt where they are
                                            absent: training breaks ties by chance, so that those that are
                                            there stay
src/model/fixtures/tokenizer_ids/NAME.jsonl for each tokenizer what the library makes of the texts. Line 1 names
                                            tool, version and script; then a line for each text: "i" its ids,
                                            "d" their text again (special tokens left out), "t" its ids cut to 12
src/model/fixtures/characters.tsv           how the library's normalizers and pre-tokenizers class every code
                                            point, as ranges

NAME=FOLDER adds the ids of a tokenizer that is not committed: gpt2, qwen2, minilm.
"""
import itertools
import json
import os
import random
import sys

import tokenizers
from tokenizers import AddedToken, NormalizedString, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from tokenizers import processors, trainers

HERE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src", "model", "fixtures")
TOOL = {"tool": "tokenizers", "version": tokenizers.__version__, "script": "scripts/make_tokenizer_fixture.py"}
N_TEXTS, N_SMALL = 2400, 700  # texts; how many of them the small tokenizers are asked

LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
          r"|\s+(?!\S)|\s+")

FRAGMENTS = """
fever Fever patient's I'm we'll they've DON'T she'd 'S 'LL can't it's I’m ’s 120/80 mmHg 3.5mg/dL 2.385 10,000 ١٢٣ १२३ Ⅷ ½
x² naïve café cafe\u0301 Å A\u030a résumé ÀÉÎ ß ẞ İstanbul ıI ΣΑΣ Σ ς ǅ ﬁ ﬃ Ω 發燒 发烧三天 咳嗽，有痰。 药物：阿司匹林 頭が痛い
カタカナ ｶﾀｶﾅ ﾊﾟ 한국어 두통이 각 ปวดหัวมาก ภาษาไทย มีไข้ मुझे बुखार क्षत्रिय हिन्दी صداع شديد اَلْعَرَبِيَّةُ שָׁלוֹם Привет
ёлка Й й Здравствуйте tiếng Việt Ệ 🙂 👩‍⚕️ 🇩🇪 👍🏽 ❤️ 😀😀 🧑🏾‍🔬 … — – “quoted” «oui» (see below) [SEP] [CLS] [MASK] <s> </s>
<mask> <|endoftext|> <|im_start|> <|im_end|> <pad> <unk> e.g. U.S.A. https://a.b/c?d=e&f=%20 at.decoder = decoders.WordPiece(cleanup=True)b.org #tag $5 €9 ¥ ~ ` ^ | _under_
C++ {} snake_case CamelCase UPPER antidisestablishmentarianism zzzzqqq ##ing ## Ġthe ▁x \u200b \u200d \u00ad \ufeff \u180e
\u0300 \u0345 \u302e \U0001d165 \U0001d157\U0001d165 \ufffd \x00 \x01 \x1f \x7f \u2060 \ue000 \u0378 ำ ਪੰਜਾਬੀ தமிழ் বাংলা తెలుగు
မြန်မာ ខ្មែរ ལོ་རྒྱུས ᏣᎳᎩ ꮳꮃꭹ አማርኛ ქართული Ქ Հայերեն 𝒳 𝟙 𐐀 𐐨 𠮷 𪚥 㐀 豈 々 〇 ー ・ 、 ！ ？ （） ＡＢＣ １２３ ① ㎎ ℃ °C µg μg
± × ≤ → √ ∞ † • ¶ § © ™ № ª º ¿ ¡ ł ø đ ŋ ſ 'ſ K ŉ ǰ ΐ \u1e9b\u0323 ᾳ ᴬ ⓐ Ⓐ 𑄀 Ɓ covid covidx Covid-19 COVID19 drug drugs
<note> </note> Ward7 headache 血常规 糖尿病 blood pressure 128/82 Doctor: Patient: ibuprofen 400 38.5 三十八度五
""".split()
GAPS = [" ", " ", " ", " ", "", "", "  ", "   ", "\n", "\n\n", "\r\n", "\t", " \n", "\n ", " \t ", "-", "'", ".", ",",
        "\u00a0", "\u3000", "\u2028", "\x85",
        "\x1f", "\x0b"]
BLOCKS = [(0xa0, 0x250), (0x300, 0x370), (0x370, 0x530), (0x590, 0x700), (0x900, 0xe80), (0x1000, 0x1200),
          (0x1e00, 0x2070), (0x2070, 0x2c00), (0x3000, 0x3100), (0x4e00, 0x9fff), (0xac00, 0xd7a4), (0xfe00, 0xffff),
          (0x10000, 0x10500), (0x11000, 0x11400), (0x1d400, 0x1d800), (0x1f300, 0x1fa00), (0x20000, 0x20100),
          (0, 0xd800), (0xe000, 0x110000)]


def make_texts():
    r = random.Random(20261)

    def character():
        if r.random() < .6:
            return chr(r.randrange(32, 127))
        return chr(r.randrange(*r.choice(BLOCKS)))

    texts = ["", " ", "  ", "\n", "\t \n", "a", "a" * 130, "é" * 101, "a" * 100, "x" * 700, "ab " * 60, " " * 90 + "x"]
    texts += FRAGMENTS
    texts += ["".join(r.choice("aeioutnshrdlc") for _ in range(n)) for n in (40, 63, 64, 65, 66, 90, 400, 900)]
    texts += ["".join(r.choice("发烧三天咳嗽头痛糖尿病血压高吃药") for _ in range(n)) for n in (20, 22, 25, 120)]
    while len(texts) < N_TEXTS - 500:
        texts.append("".join(r.choice(FRAGMENTS) + r.choice(GAPS) for _ in range(r.choice([1, 2, 2, 3, 3, 4, 6, 12]))))
    while len(texts) < N_TEXTS:
        texts.append("".join(character() for _ in range(r.randrange(1, 30))))
    r.shuffle(texts)
    return texts


def lines(path):
    with open(os.path.join(HERE, path), encoding="utf-8", newline="\n") as f:
        return f.read().split("\n")[:-1]


def save(path, rows):
    path = os.path.join(HERE, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as f:
        f.writelines(row + "\n" for row in rows)


# ---- small tokenizers -------------------------------------------------------------------------------------------


def cased_wordpiece(training):
    t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    t.normalizer = normalizers.BertNormalizer(lowercase=False)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.train_from_iterator(training, trainers.WordPieceTrainer(
        vocab_size=500, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False))
    t.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    t.decoder = decoders.WordPiece(cleanup=True)
    return t, {"do_lower_case": False, "tokenizer_class": "BertTokenizer", "model_max_length": 64, "cls_token": "[CLS]",
               "sep_token": "[SEP]", "pad_token": "[PAD]", "unk_token": "[UNK]", "mask_token": "[MASK]"}


def chinese_bert(training):
    t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    t.normalizer = normalizers.BertNormalizer(lowercase=True)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.train_from_iterator(training[20:], trainers.WordPieceTrainer(
        vocab_size=500, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False))
    t.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
                                                     special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    t.decoder = decoders.WordPiece(cleanup=False)
    return t, {"tokenizer_class": "BertTokenizer", "model_max_length": 1000000000000000019884624838656,
               "cls_token": {"content": "[CLS]"}, "sep_token": "[SEP]", "pad_token": "[PAD]", "unk_token": "[UNK]",
               "mask_token": "[MASK]"}


def roberta(training):
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    t.train_from_iterator(training, trainers.BpeTrainer(
        vocab_size=600, special_tokens=["<s>", "<pad>", "</s>", "<unk>"], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    t.add_special_tokens([AddedToken("<mask>", lstrip=True)])
    t.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=True)
    t.decoder = decoders.ByteLevel()
    return t, {"tokenizer_class": "RobertaTokenizer", "model_max_length": 512, "bos_token": "<s>", "eos_token": "</s>",
               "cls_token": "<s>", "sep_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>",
               "mask_token": {"content": "<mask>", "lstrip": True}, "add_prefix_space": True}


def llama3(training):
    t = Tokenizer(models.BPE(ignore_merges=True))
    t.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(LLAMA3), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    t.train_from_iterator(training, trainers.BpeTrainer(
        vocab_size=560, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    # whole words that no merge leads to, which "ignore_merges" finds all the same
    state = json.loads(t.to_str())
    for word in ("Ġantidisestablishmentarianism", "Ġzzzzqqq", "UPPER"):
        state["model"]["vocab"][word] = len(state["model"]["vocab"])
    t = Tokenizer.from_str(json.dumps(state))
    t.add_special_tokens(["<|im_start|>", "<|im_end|>", "<|endoftext|>"])
    bos = t.token_to_id("<|im_start|>")
    t.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=True),
        processors.TemplateProcessing(single="<|im_start|> $A", special_tokens=[("<|im_start|>", bos)])])
    t.decoder = decoders.ByteLevel()
    return t, {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<|im_start|>", "eos_token": "<|im_end|>"}


def affixes(training):
    """BPE over characters with prefixes, a suffix and unknown tokens; added tokens of every manner."""
    t = Tokenizer(models.BPE(unk_token="<unk>", continuing_subword_prefix="##", end_of_word_suffix="</w>", fuse_unk=True))
    t.normalizer = normalizers.Sequence([normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()])
    t.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Whitespace(), pre_tokenizers.Punctuation(), pre_tokenizers.Digits(individual_digits=True)])
    t.train_from_iterator(training[:20], trainers.BpeTrainer(
        vocab_size=400, special_tokens=["<unk>"], show_progress=False, continuing_subword_prefix="##",
        end_of_word_suffix="</w>"))
    t.add_tokens([AddedToken("covid", single_word=True), AddedToken("Drug", rstrip=True), AddedToken("DRUGS"),
                  AddedToken("Ward", lstrip=True, rstrip=True, normalized=False),
                  AddedToken("headache", single_word=True, normalized=False), AddedToken("血常规")])
    t.add_special_tokens([AddedToken("<note>", lstrip=True), AddedToken("</note>", rstrip=True)])
    return t, {}


def fallback(training):
    """BPE over characters that falls back to bytes; a pattern of its own, the matches alone kept."""
    vocab = {"<unk>": 0} | {f"<0x{b:02X}>": b + 1 for b in range(256)}
    for c in sorted(set("".join(training[:12])) - {"\n"}):
        vocab[c] = len(vocab)
    merges = []
    for a, b in (("t", "h"), ("th", "e"), (" ", "the"), ("i", "n"), ("in", "g"), (" ", "a"), ("e", "r"), (" a", "n")):
        merges.append((a, b))
        vocab[a + b] = len(vocab)
    t = Tokenizer(models.BPE(vocab, merges, unk_token="<unk>", byte_fallback=True))
    t.normalizer = normalizers.NFC()
    t.pre_tokenizer = pre_tokenizers.Split(Regex(r"\s?\w+|\h?[^\w\s]{1,4}|\s+$"), "removed", invert=True)
    t.post_processor = processors.TemplateProcessing(single="$A <unk>", special_tokens=[("<unk>", 0)])
    return t, {"unk_token": "<unk>"}


SMALL = {f.__name__: f for f in (cased_wordpiece, chinese_bert, roberta, llama3, affixes, fallback)}


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def save_small(name, t, settings):
    state = json.loads(t.to_str())
    save(f"tokenizers/{name}/tokenizer.json", [compact(state)])
    save(f"tokenizers/{name}/tokenizer_config.json", [compact(settings)])
    model = state["model"]
    if name in ("cased_wordpiece", "roberta"):  # the same without a tokenizer.json
        old = f"tokenizers/{name}_files"
        save(f"{old}/tokenizer_config.json", [compact(settings)])
        spelled = sorted(model["vocab"], key=model["vocab"].get)
        if name == "cased_wordpiece":
            save(f"{old}/vocab.txt", spelled)
        else:
            vocab = model["vocab"] | {"<mask>": t.token_to_id("<mask>")}
            save(f"{old}/vocab.json", [compact(vocab)])
            save(f"{old}/merges.txt", ["#version: 0.2"] + [" ".join(m) for m in model["merges"]])


def save_ids(name, t, texts):
    t.no_padding()
    rows = [compact(TOOL | {"tokenizer": name, "size": t.get_vocab_size(with_added_tokens=True)})]
    cut = Tokenizer.from_str(t.to_str())
    t.no_truncation()
    cut.enable_truncation(12)
    for k, text in enumerate(texts):
        row = {"i": t.encode(text).ids}
        if k < 300 and t.decoder is not None:
            row["d"] = t.decode(row["i"], skip_special_tokens=True)
        if k < 100:
            row["t"] = cut.encode(text).ids
        rows.append(compact(row))
    save(f"tokenizer_ids/{name}.jsonl", rows)


# ---- classes of characters --------------------------------------------------------------------------------------


def ranges(code_points):
    groups = itertools.groupby(enumerate(sorted(code_points)), lambda pair: pair[1] - pair[0])
    for _, group in groups:
        run = [c for _, c in group]
        yield f"{run[0]:X}" if len(run) == 1 else f"{run[0]:X}-{run[-1]:X}"


def save_characters():
    every = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]

    def normalized(normalizer, text):
        string = NormalizedString(text)
        normalizer.normalize(string)
        return string.normalized

    def bert(**on):
        return normalizers.BertNormalizer(**({"clean_text": False, "handle_chinese_chars": False,
                                              "strip_accents": False, "lowercase": False} | on))

    def dropped(normalizer):
        return [c for c in every if normalized(normalizer, "a" + chr(c)) == "a"]

    def changed(normalizer):
        return [c for c in every if normalized(normalizer, "a" + chr(c)) != "a" + chr(c)]

    def matched(pattern):
        split = pre_tokenizers.Split(Regex(pattern), "removed", invert=True)
        return [c for c in every if split.pre_tokenize_str(chr(c))]

    def alone(splitter):
        return [c for c in every if len(splitter.pre_tokenize_str("a" + chr(c))) == 2]

    clean, chinese = bert(clean_text=True), bert(handle_chinese_chars=True)
    words = pre_tokenizers.Whitespace()
    classes = {
        "dropped": dropped(clean),
        "blank": [c for c in every if normalized(clean, chr(c)) == " "],
        "ideograph": [c for c in every if normalized(chinese, chr(c)) != chr(c)],
        "nonspacing": [c for c in dropped(bert(strip_accents=True))],
        "mark": dropped(normalizers.StripAccents()),
        "punctuation": alone(pre_tokenizers.Punctuation()),
        "space": [c for c in every if not pre_tokenizers.WhitespaceSplit().pre_tokenize_str(chr(c))],
        "letter": matched(r"\p{L}"),
        "number": matched(r"\p{N}"),
        "numeric": alone(pre_tokenizers.Digits(individual_digits=True)),
        "nfc": changed(normalizers.NFC()),
        "nfd": changed(normalizers.NFD()),
        "nfkc": changed(normalizers.NFKC()),
        "nfkd": changed(normalizers.NFKD()),
        "word": [c for c in every if any(b == 2 for _, (_, b) in words.pre_tokenize_str("a" + chr(c))[:1])],
    }
    lower = normalizers.Lowercase()
    steps = {}
    for c in every:
        to = normalized(lower, chr(c))
        if to != chr(c):
            steps.setdefault("lower+" + ",".join(str(ord(x) - c) for x in to), []).append(c)
    rows = [f"# {TOOL['script']}, tokenizers {tokenizers.__version__}: class, code points (hexadecimal)"]
    rows += [f"{name}\t{' '.join(ranges(points))}" for name, points in (classes | steps).items()]
    save("characters.tsv", rows)


def main():
    texts = make_texts()
    save("tokenizer_texts.jsonl", [json.dumps(text, ensure_ascii=True) for text in texts])
    texts = [json.loads(line) for line in lines("tokenizer_texts.jsonl")]
    training = lines("tokenizer_training.txt")
    for name, make in SMALL.items():
        path = os.path.join(HERE, "tokenizers", name, "tokenizer.json")
        if not os.path.exists(path):
            save_small(name, *make(training))
        save_ids(name, Tokenizer.from_file(path), texts[:N_SMALL])
    for argument in sys.argv[1:]:
        name, folder = argument.split("=", 1)
        save_ids(name, Tokenizer.from_file(os.path.join(folder, "tokenizer.json")), texts)
    save_characters()


if __name__ == "__main__":
    main()
