"""Reads a JSON list of texts from standard input as the stock SDK reads its file, and answers what it saw of each."""

import configparser
import dataclasses
import json
import os
import sys
import tempfile

from beta9.config import load_config


def seen(path):
    try:
        contexts = load_config(path)
    except (configparser.Error, UnicodeDecodeError):
        return None
    parser = configparser.ConfigParser()
    parser.read(path)
    return {
        "contexts": {name: dataclasses.asdict(context) for name, context in contexts.items()},
        "raw": {name: dict(parser.items(name, raw=True)) for name in parser.sections()},
    }


with tempfile.TemporaryDirectory() as directory:
    path = os.path.join(directory, "config.ini")
    answers = []
    for text in json.load(sys.stdin.buffer):
        with open(path, "wb") as file:
            file.write(text.encode("utf-8"))
        answers.append(seen(path))
json.dump(answers, sys.stdout)
