#!/usr/bin/env python3
"""messages.py SOURCES... -- REPORTS.json...: which messages of the sources were said.

Takes every YX_TEXT of the source files that is said of a document (a message, a hint, a
second place) and looks whether some report of the JSON files (yingxue lint --json) holds
it in both languages.  Prints one line per message that was not said, and the figures."""
import json
import re
import sys

at = sys.argv.index("--")
sources, reports = sys.argv[1:at], sys.argv[at + 1:]

literal = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
text = re.compile(r"YX_TEXT\(\s*" + literal + r",\s*" + literal + r"\)")
# names of things that are put into messages, not messages: pairs and lists of words
skip = re.compile(r"(yx_report_pair\([^;]*?|return (?:s|YX_FAIL)[^;]*?|YX_FAIL\([^;]*?|fail_as_value\([^;]*?)$", re.S)


def joined(s):
    parts = re.findall(r'"((?:[^"\\]|\\.)*)"', s)
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), "".join(parts))


def pattern(t):
    parts = re.split(r"\{\d\}", t)
    return re.compile(".*".join(map(re.escape, parts)), re.S)


messages = {}
for name in sources:
    with open(name, encoding="utf-8") as f:
        s = f.read()
    for m in text.finditer(s):
        line_start = max(s.rfind(";", 0, m.start()), s.rfind("{\n", 0, m.start()))
        before = s[line_start + 1:m.start()]
        if "yx_report_pair" in before or "YX_FAIL" in before:
            continue
        zh, en = joined(m[1]), joined(m[2])
        if zh:
            messages.setdefault((zh, en), name.rsplit("/", 1)[-1])

said = []
for name in reports:
    with open(name, encoding="utf-8") as f:
        for d in json.load(f):
            zh, en = d["zh"], d["en"]
            said += [(zh[k], en[k]) for k in ("message", "hint", "second") if k in zh]
said = sorted(set(said))

missing = []
for (zh, en), name in messages.items():
    a, b = pattern(zh), pattern(en)
    if not any(a.fullmatch(x) and b.fullmatch(y) for x, y in said):
        missing.append((name, zh, en))
for m in sorted(missing):
    print("\t".join(m))
n = len(messages)
print(f"# {n - len(missing)} of {n} messages said: {100 * (n - len(missing)) / n:.1f} %", file=sys.stderr)
