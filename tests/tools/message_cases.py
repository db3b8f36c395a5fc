#!/usr/bin/env python3
"""message_cases.py split CASES DIR | check CASES DIR: one bad document per message.

CASES holds blocks.  `@@ TEXT` begins one: what is said of the document that follows, in
Chinese, anywhere in a message, hint or second place; `@@ file NAME` only writes NAME.  A line `+` at its beginning stands
for the document before the first block.  `\\t`, `\\0`, `\\x..` and `\\*N*text*` (text N
times, %i being 0, 1, ..., %s so many blanks) are read as such.  split writes DIR/mNNN.yx; check compares DIR/mNNN.json, made of
them by `yingxue lint --json`."""
import json
import os
import re
import sys


def repeated(m):
    n, part = int(m[1]), m[2]
    if "%" not in part:
        return part * n
    return "".join(part.replace("%i", str(i)).replace("%s", " " * i) for i in range(n))


def text_of(s):
    s = re.sub(r"\\\*(\d+)\*([^*]*)\*", repeated, s)
    b = s.encode()
    b = re.sub(rb"\\x([0-9a-f]{2})", lambda m: bytes([int(m[1], 16)]), b)
    return b.replace(b"\\t", b"\t").replace(b"\\0", b"\0").replace(b"\\r", b"\r").replace(b"\\e\n", b"")


with open(sys.argv[2], encoding="utf-8") as f:
    head, *blocks = re.split(r"^@@ (.*)\n", f.read(), flags=re.M)
head = re.sub(r"^#.*\n", "", head, flags=re.M)
wrong = 0
for i in range(0, len(blocks), 2):
    name = os.path.join(sys.argv[3], f"m{i // 2 + 1:03d}")
    expected, document = blocks[i], blocks[i + 1]
    if expected.startswith("file "):  # a document that others extend
        with open(os.path.join(sys.argv[3], expected[5:]), "wb") as f:
            f.write(text_of(document))
        continue
    if sys.argv[1] == "split":
        if document.startswith("+\n"):
            document = head + document[2:]
        with open(name + ".yx", "wb") as f:
            f.write(text_of(document))
        continue
    with open(name + ".json", encoding="utf-8") as f:
        said = [t for d in json.load(f) for t in d["zh"].values()]
    if not any(expected in t for t in said):
        print(f"{name}: no “{expected}” in {str(said)[:300]}")
        wrong += 1
print(len(blocks) // 2, "documents")
sys.exit(1 if wrong else 0)
