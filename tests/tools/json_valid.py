#!/usr/bin/env python3
"""json_valid.py SCHEMA FILE...: are the files what the schema says?  Prints what is not."""
import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as f:
    schema = json.load(f)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
wrong = 0
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as f:
        for error in validator.iter_errors(json.load(f)):
            print(f"{name}: {error.json_path}: {error.message[:300]}")
            wrong += 1
sys.exit(1 if wrong else 0)
