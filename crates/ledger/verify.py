#!/usr/bin/env python3
"""A second verifier of the public log, which shares no code with the first.

    pip install cryptography
    python3 verify.py https://example.fr/log/ [--trust KEYFILE] [--since CHECKPOINT]
                      [--receipt FILE]... [--objects FILE]

It reads what anyone can fetch (or a directory that holds the same files), prints
one line per finding, and exits 1 if there is one. It was written from the page of
the crate `ledger` (src/lib.rs), which describes every file. --trust names keys
kept from elsewhere; --since a checkpoint kept from before; --receipt a promise, a
.tlog-proof or the receipt of a vote; --objects lines of {"ref","version","parts"}
that are public elsewhere, besides those that the platform lists itself. --log-only
leaves the latter out; --without CHECK leaves out a check, to show what for it is
there.
"""
import argparse, base64, collections, datetime, hashlib, json, os, re, sys, time, unicodedata
import urllib.error, urllib.request

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Malformed(Exception):
    """Something does not have the form of its format."""


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(entry):
    return sha(b"\0", entry)


def root_of(leaves):
    """The root of RFC 6962, by its definition."""
    if not leaves:
        return sha()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha(b"\1", root_of(leaves[:half]), root_of(leaves[half:]))


def included(leaf, index, size, proof, root):
    """RFC 9162, 2.1.3.2."""
    if index >= size:
        return False
    node, last = index, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            leaf = sha(b"\1", sibling, leaf)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            leaf = sha(b"\1", leaf, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and leaf == root


# Texts

def need(good, why):
    if not good:
        raise Malformed(why)


def is_int(value):
    return isinstance(value, int) and not isinstance(value, bool)


def decimal(text):
    need(re.fullmatch(r"0|[1-9][0-9]{0,19}", text) and int(text) < 1 << 64, "not a decimal number")
    return int(text)


def unbase64(text, length=None):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Malformed("not base64") from None
    need(base64.b64encode(data).decode() == text, "not the one base64 of its bytes")
    need(length in (None, len(data)), f"not {length} bytes")
    return data


def utf8(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None


def microseconds(text):
    need(isinstance(text, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z", text), "not a time")
    try:  # Python has no year 0; the year 400 has the same calendar.
        shifted = text if text[:4] != "0000" else "0400" + text[4:]
        read = datetime.datetime.strptime(shifted, "%Y-%m-%dT%H:%M:%S.%fZ")
    except ValueError:
        raise Malformed("not a time") from None
    need(text[17:19] < "60", "not a time")
    return (read - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1)


def escape(c):
    short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
    return short.get(c) or f"\\u{ord(c):04x}"


def canonical(value, depth=0):
    """RFC 8785, with integers alone."""
    need(depth <= 64, "too deep")
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if is_int(value):
        need(abs(value) < 1 << 53, "not a safe integer")
        return str(value)
    if isinstance(value, str):
        return '"' + re.sub(r'[\x00-\x1f"\\]', lambda found: escape(found[0]), value) + '"'
    if isinstance(value, list):
        return "[" + ",".join(canonical(item, depth + 1) for item in value) + "]"
    need(isinstance(value, dict), "not JSON")
    names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(canonical(name) + ":" + canonical(value[name], depth + 1) for name in names) + "}"


def read_json(data, exact=True):
    def refuse(text):
        raise Malformed(f"{text} is not an integer")
    try:
        value = json.loads(utf8(data), parse_float=refuse, parse_constant=refuse)
        need(not exact or canonical(value).encode("utf-8") == data, "not canonical")
    except (ValueError, RecursionError) as error:
        raise Malformed(str(error)) from None
    return value


# Keys, notes, checkpoints

Key = collections.namedtuple("Key", "name id kind public")
Head = collections.namedtuple("Head", "origin size root")


def check_name(name):
    bad = any(c.isspace() or c == "+" or unicodedata.category(c) == "Cc" for c in name)
    need(name and not bad, "not the name of a key")


def read_key(text):
    need(text.count("+") >= 2, "not a key")
    name, ident, data = text.split("+", 2)
    check_name(name)
    data = unbase64(data, 33)
    need(data[0] in (1, 4), "another algorithm")
    need(sha(name.encode(), b"\n", data)[:4].hex() == ident, "the id of another key")
    return Key(name, bytes.fromhex(ident), data[0], data[1:])


def split_lines(text):
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def read_keys(data):
    keys = {"log": [], "receipt": [], "witness": [], "quorum": 0}
    for line in split_lines(utf8(data)):
        word, _, rest = line.partition(" ")
        need(word in keys, "an unknown line")
        if word == "quorum":
            keys["quorum"] = decimal(rest)
        else:
            keys[word].append(read_key(rest))
    need(keys["log"] and len({key.name for key in keys["log"]}) == 1, "the log has one name")
    return keys


def read_note(data):
    note = utf8(data)
    need("\n\n" in note and note.endswith("\n"), "not a note")
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    need(lines and not any(c < " " and c != "\n" for c in text), "not a note")
    signatures = []
    for line in lines[:-1].split("\n"):
        need(line.startswith("— ") and line.count(" ") >= 2, "not a signature")
        name, signature = line[2:].split(" ", 1)
        check_name(name)
        signature = unbase64(signature)
        need(len(signature) > 4, "not a signature")
        signatures.append((name, signature[:4], signature[4:]))
    need(len(signatures) <= 64, "too many signatures")
    return text, signatures


def signed(note, key):
    """Whether a key signed; raises InvalidSignature if it is named and did not."""
    text, signatures = note
    mine = [data for name, ident, data in signatures if (name, ident) == (key.name, key.id)]
    for data in mine:
        message = text
        if key.kind == 4:
            seconds, data = int.from_bytes(data[:8], "big"), data[8:]
            message = f"cosignature/v1\ntime {seconds}\n{text}"
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(data, message.encode())
        except ValueError:
            raise InvalidSignature from None
    return bool(mine)


def any_signed(note, keys):
    try:
        return any([signed(note, key) for key in keys])
    except InvalidSignature:
        return False


def read_head(text):
    lines = text[:-1].split("\n")
    need(len(lines) >= 3 and all(lines), "not a checkpoint")
    return Head(lines[0], decimal(lines[1]), unbase64(lines[2], 32))


# Entries and openings

CODE = re.compile(r"[a-z][a-z0-9_.]{0,63}")
REFERENCE = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def is_code(value):
    return isinstance(value, str) and bool(CODE.fullmatch(value))


def is_reference(value):
    return isinstance(value, str) and bool(REFERENCE.fullmatch(value))


def is_count(value):
    return is_int(value) and value >= 0


def is_version(value):
    return is_int(value) and 1 <= value < 1 << 32


def is_hash(value):
    return isinstance(value, str) and len(unbase64(value, 32)) == 32


def is_time(value):
    return microseconds(value) is not None


def is_fact(value):
    return isinstance(value, bool) or is_int(value) or isinstance(value, str) and len(value.encode()) <= 200


def map_of(check, empty=False):
    return lambda value: isinstance(value, dict) and bool(value or empty) and all(is_code(k) and check(v) for k, v in value.items())


def record(**members):
    return lambda value: isinstance(value, dict) and set(value) == set(members) and all(members[k](v) for k, v in value.items())


TARGET = {"ref": is_reference, "version": is_version}
LINKS = lambda value: isinstance(value, list) and bool(value) and all(map(record(relation=is_code, **TARGET), value))
IMPORTED = record(claimed_at=is_time, source=is_code)
PARTS, FACTS = map_of(is_hash), map_of(is_fact)
CHANGE = ({"entry": is_count, "part": is_code, "reason": is_code}, {})
TYPES = {  # what must be there, what may
    "version": ({"kind": is_code, **TARGET}, {"links": LINKS, "parts": PARTS, "facts": FACTS, "imported": IMPORTED}),
    "act": ({"action": is_code, "role": is_code}, {"on": record(**TARGET), "parts": PARTS, "facts": FACTS}),
    "part_erased": CHANGE,
    "part_restored": CHANGE,
    "votes": ({"ref": is_reference, "leaves": is_count, "root": is_hash, "accounts": is_count,
               "closing": lambda value: isinstance(value, bool)}, {"tally": map_of(is_count, empty=True)}),
}


def check_entry(entry):
    need(isinstance(entry, dict) and is_int(entry.get("v")) and entry["v"] == 1, "another version")
    need(isinstance(entry.get("type"), str) and entry["type"] in TYPES, "an unknown type")
    must, may = TYPES[entry["type"]]
    must = {"v": is_int, "at": is_time, "type": is_code, **must}
    may = {"process": is_reference, **may}
    for name in must:
        need(name in entry, f"no {name}")
    for name, value in entry.items():
        check = must.get(name) or may.get(name)
        need(check, f"unknown member {name}")
        need(check(value), f"{name} is not of its kind")
    need(not entry.get("closing") or "tally" in entry, "a close without a tally")
    return entry


def read_parts(value):
    need(isinstance(value, dict), "not parts")
    parts = {}
    for part, opening in value.items():
        need(is_code(part) and isinstance(opening, dict) and set(opening) == {"salt", "value"}, "not an opening")
        need(isinstance(opening["salt"], str), "not a salt")
        parts[part] = (unbase64(opening["salt"], 32), opening["value"])
    return parts


def read_openings(data):
    value = read_json(data)
    need(isinstance(value, dict) and set(value) == {"parts", "v"} and canonical(value["v"]) == "1", "not openings")
    return read_parts(value["parts"])


def read_scope(data):
    value = read_json(data)
    need(isinstance(value, dict) and is_int(value.get("v")) and value["v"] == 1, "another version")
    need(isinstance(value.get("processes"), list) and all(map(is_reference, value["processes"])), "not processes")
    return set(value["processes"])


def read_shown(data):
    """Lines of what the platform shows."""
    lines = []
    for line in utf8(data).split("\n"):
        if not line:
            continue
        shown = read_json(line.encode(), exact=False)
        need(isinstance(shown, dict) and is_reference(shown.get("ref")), "no ref")
        need(all(name not in shown or is_time(shown[name]) for name in ("at", "since")), "not a time")
        if "result" in shown or "imported" in shown:
            need(map_of(is_count, empty=True)(shown.get("result", shown.get("imported"))), "not a result")
        else:
            need(is_version(shown.get("version")) and isinstance(shown.get("state", ""), str), "not a version")
            need(shown.get("links", []) == [] or LINKS(shown["links"]), "not links")
            need(all(isinstance(shown.get(name, {}), dict) for name in ("parts", "facts")), "not parts")
            need(all(map(is_fact, shown.get("facts", {}).values())), "not facts")
        lines.append(shown)
    return lines


DECIDED = ("admissible", "inadmissible", "retained", "partly_retained", "not_retained")


def nameless(value):
    """An organisation may have another name today: that it spoke is what is compared."""
    return {**value, "organisation": ""} if isinstance(value, dict) and "organisation" in value else value


def commitment(part, salt, value):
    return sha(b"parvis.commitment.v1\n", part.encode(), b"\n", salt, canonical(value).encode())


def opens(part, opening, expected):
    try:
        return commitment(part, *opening) == unbase64(expected)
    except Malformed:
        return False


def read_ballots(data):
    text, lines = utf8(data), []
    need(not text or text.endswith("\n"), "no last newline")
    for line in split_lines(text):
        match = re.fullmatch(r"([0-9a-f]{64}) (0|[1-9][0-9]{0,9}) ([a-z][a-z0-9_.]{0,63})", line)
        need(match and int(match[2]) < 1 << 32, "not a line")
        lines.append((bytes.fromhex(match[1]), int(match[2]), match[3]))
    need(all(left[0] < right[0] for left, right in zip(lines, lines[1:])), "not in order")
    return lines


def tile_path(row, index, width):
    groups = f"{index % 1000:03}"
    while index := index // 1000:
        groups = f"x{index % 1000:03}/{groups}"
    return f"tile/{row}/{groups}" + ("" if width == 256 else f".p/{width}")


class Source:
    """A directory or a web address."""

    def __init__(self, where):
        self.where = where.rstrip("/") + "/"
        self.web = re.match(r"https?://", where)

    def read(self, path):
        if not self.web:
            try:
                with open(self.where + path, "rb") as file:
                    return file.read()
            except (FileNotFoundError, NotADirectoryError):
                return None
        for attempt in range(5):
            try:
                with urllib.request.urlopen(self.where + path, timeout=60) as answer:
                    return answer.read()
            except urllib.error.HTTPError as error:
                if error.code in (404, 410):
                    return None
                if error.code != 503 or attempt == 4:
                    raise
                time.sleep(min(int(error.headers.get("Retry-After") or 5), 60))


class Verifier:
    def __init__(self, source, now, without=(), pages=True, archive=False):
        self.source, self.now, self.without = source, now, set(without)
        self.pages, self.archive, self.scope = pages, archive, None
        self.findings, self.erased, self.entries = [], collections.Counter(), []
        self.opened, self.shown, self.by_number, self.promised = {}, set(), {}, []

    def found(self, check, code, index, path, why=""):
        if check not in self.without:
            self.findings.append((code, index, path, why))

    def read(self, path, index=None, must=True):
        try:
            data = self.source.read(path)
        except (OSError, ValueError) as error:
            return self.found(None, "unreadable", index, path, str(error))
        if data is None and must:
            self.found(None, "missing", index, path)
        return data

    def parse(self, reader, data, path, index=None):
        try:
            return None if data is None else reader(data)
        except Malformed as error:
            return self.found(None, "malformed", index, path, str(error))

    def run(self, trusted=None, since=None, receipts=(), objects=()):
        published = self.parse(read_keys, self.read("key"), "key")
        if trusted and published and trusted != published:
            self.found("keys", "keys-changed", None, "key", "not those that are trusted")
        self.keys = trusted or published
        note = self.parse(read_note, self.read("checkpoint"), "checkpoint")
        head = note and self.parse(read_head, note[0], "checkpoint")
        if not head:
            return
        self.check_signature("checkpoint", note, head)
        self.check_witnesses(note)
        self.head, self.leaves = head, []
        if self.archive:
            self.scope = self.parse(read_scope, self.read("scope", must=False), "scope")
        self.walk()
        if len(self.leaves) == head.size:
            if (root := root_of(self.leaves)) != head.root:
                self.found("root", "root", None, "checkpoint", f"expected {head.root.hex()}, found {root.hex()}")
            self.check_tiles()
        if since is not None:
            self.check_since(since)
        self.index_entries()
        self.check_openings()
        self.check_ballots()
        for name, data in receipts:
            first = data.split(b"\n")[0]
            if first.startswith(b"c2sp.org/tlog-proof@v1"):
                self.check_proof(name, data)
            elif first.startswith(b"parvis.receipt.v1"):
                self.check_promise(name, data)
            else:
                self.check_vote(name, data)
        self.check_objects(objects)

    # The head

    def check_signature(self, path, note, head):
        if self.keys and (head.origin != self.keys["log"][0].name or not any_signed(note, self.keys["log"])):
            self.found("signature", "signature", None, path, "not signed by the log")

    def check_witnesses(self, note):
        count = 0
        for key in self.keys["witness"] if self.keys else ():
            try:
                count += signed(note, key)
            except InvalidSignature:
                self.found("cosignatures", "cosignature", None, "checkpoint", key.name)
        if self.keys and count < self.keys["quorum"]:
            self.found("cosignatures", "quorum", None, "checkpoint", f"{count} of {self.keys['quorum']}")

    def begins_otherwise(self, kept):
        if kept.size > self.head.size:
            return "shrunk", f"{kept.size} entries then, {self.head.size} now"
        if kept.size <= len(self.leaves) and root_of(self.leaves[:kept.size]) != kept.root:
            return "rewritten", f"the first {kept.size} entries are not those of then"

    def check_since(self, data):
        note = self.parse(read_note, data, "since")
        kept = note and self.parse(read_head, note[0], "since")
        if kept:
            self.check_signature("since", note, kept)
            if problem := self.begins_otherwise(kept):
                self.found("consistency", problem[0], None, "since", problem[1])

    # Files of the tree

    def read_tile(self, row, index, width):
        partial = tile_path(row, index, width)
        if width < 256:
            for path, there in ((partial, width), (tile_path(row, index, 256), 256)):
                if (data := self.read(path, must=False)) is not None:
                    return data, there
        return self.read(partial), width

    def read_bundle(self, index, width):
        def split(data):
            entries, place = [], 0
            while place < len(data):
                need(place + 2 <= len(data), "cut short")
                end = place + 2 + int.from_bytes(data[place:place + 2], "big")
                need(end <= len(data), "cut short")
                entries.append(data[place + 2:end])
                place = end
            need(len(entries) == there, f"{len(entries)} entries, not {there}")
            return entries[:width]
        data, there = self.read_tile("entries", index, width)
        return self.parse(split, data, tile_path("entries", index, width))

    def read_hashes(self, level, index, width):
        def split(data):
            need(len(data) == 32 * there, f"{len(data)} bytes, not {there} hashes")
            return [data[32 * i:32 * i + 32] for i in range(width)]
        data, there = self.read_tile(level, index, width)
        return self.parse(split, data, tile_path(level, index, width))

    def walk(self):
        for index in range((self.head.size + 255) // 256):
            width = min(256, self.head.size - 256 * index)
            bundle = self.read_bundle(index, width)
            if bundle is None:  # its hashes still lead to the root
                hashes = self.read_hashes(0, index, width)
                if hashes is None:
                    return
                self.leaves += hashes
                continue
            for number, data in enumerate(bundle, 256 * index):
                self.leaves.append(leaf_hash(data))
                try:
                    self.entries.append((number, check_entry(read_json(data))))
                except Malformed as error:
                    self.found("entries", "entry", number, tile_path("entries", index, width), str(error))

    def check_tiles(self):
        if "tiles" in self.without:
            return
        level, row = 0, self.leaves
        while row:
            for index in range((len(row) + 255) // 256):
                expected = row[256 * index:256 * index + 256]
                published = self.read_hashes(level, index, len(expected))
                for place, pair in enumerate(zip(expected, published or ())):
                    if pair[0] != pair[1]:
                        number = 256 * index + place if level == 0 else None
                        self.found("tiles", "tile", number, tile_path(level, index, len(expected)),
                                   f"expected {pair[0].hex()}, found {pair[1].hex()}")
                        break
            row = [root_of(row[256 * i:256 * i + 256]) for i in range(len(row) // 256)]
            level += 1

    # What the entries say

    def index_entries(self):
        self.versions, links = {}, []
        self.outcomes, self.hidden, self.withdrawn, self.results = {}, set(), set(), {}
        self.by_number = dict(self.entries)
        for number, entry in self.entries:
            facts = entry.get("facts", {})
            if entry["type"] == "version":
                of = [link["ref"] for link in entry.get("links", ())]
                links += [(number, (link["ref"], link["version"])) for link in entry.get("links", ())]
                self.withdrawn |= {entry["ref"]} if facts.get("withdrawn") is True else set()
                if facts.get("decision") in ("admissibility", "answer"):
                    self.outcomes.update(dict.fromkeys(of, facts.get("outcome", "")))
                elif facts.get("decision") == "visibility" and facts.get("outcome") == "hidden":
                    self.hidden |= set(of)
                target = (entry["ref"], entry["version"])
                if self.versions.setdefault(target, number) != number:
                    self.found("versions", "logged-twice", number, "entries", f"{target} was entry {self.versions[target]}")
            elif entry["type"] == "act" and "on" in entry:
                links.append((number, (entry["on"]["ref"], entry["on"]["version"])))
                if entry["action"] == "import.tally":
                    counts = {choice: count for choice, count in facts.items() if is_int(count)}
                    self.results[entry["on"]["ref"], "imported"] = (number, counts)
            elif entry["type"] == "votes" and entry["closing"]:
                self.results[entry["ref"], "result"] = (number, entry["tally"])
        for number, target in links:
            if target not in self.versions:
                self.found("links", "dangling-link", number, "entries", f"{target} is not in the log")

    def check_openings(self):
        parts = {number: entry["parts"] for number, entry in self.entries if "parts" in entry}
        last = {}  # of each part: why it is erased, or None
        for number, entry in self.entries:
            if entry["type"] not in ("part_erased", "part_restored"):
                continue
            key, erases = (entry["entry"], entry["part"]), entry["type"] == "part_erased"
            there = key[0] < number and key[1] in parts.get(key[0], ())
            of = self.by_number.get(key[0], {})
            said = {"moderated": self.hidden, "withdrawn": self.withdrawn}.get(entry["reason"])
            if there and erases and said is not None and of.get("type") == "version" and of["ref"] not in said and self.versions[of["ref"], of["version"]] == key[0]:
                self.found("reasons", "undecided", number, "entries", f"{entry['reason']}: no entry says so of {of['ref']}")
            if there and (erases or last.get(key)):
                last[key] = entry["reason"] if erases else None
            else:
                self.found("erasures", "erases-nothing", number, "entries", f"{key[1]} of entry {key[0]}")
        if {"openings", "absences", "erasures", "objects", "shown"} <= self.without:
            return
        for number, commitments in parts.items():
            if self.elsewhere(number):
                continue
            path, before = f"openings/{number}.json", len(self.findings)
            openings = self.parse(read_openings, self.read(path, number, must=False), path, number)
            if openings is None and len(self.findings) > before:
                continue
            for part, opening in (openings or {}).items():
                if part not in commitments:
                    self.found("openings", "unknown-part", number, path, part)
                    continue
                self.opened[number, part] = canonical(nameless(opening[1]))
                if not opens(part, opening, commitments[part]):
                    self.found("openings", "opening", number, path, f"{part} is not what was logged")
                if last.get((number, part)):
                    self.found("erasures", "erased-but-open", number, path, part)
            for part in commitments:
                if part in (openings or {}):
                    continue
                if reason := last.get((number, part)):
                    self.erased[reason] += 1
                else:
                    self.found("absences", "unexplained", number, path, f"{part} is not published, and no entry says why")

    def check_ballots(self):
        for number, votes in self.entries:
            if votes["type"] != "votes":
                continue
            if votes["leaves"] > votes["accounts"]:
                self.found("accounts", "more-votes-than-accounts", number, "entries", f"{votes['leaves']} > {votes['accounts']}")
            path = f"ballots/{number}"
            lines = self.parse(read_ballots, self.read(path, number), path, number) if votes["closing"] and not self.elsewhere(number) else None
            if lines is None:
                continue
            if len(lines) != votes["leaves"]:
                self.found("ballots", "ballot-count", number, path, f"{votes['leaves']} logged, {len(lines)} published")
            if root_of([leaf_hash(c + r.to_bytes(4, "big") + choice.encode()) for c, r, choice in lines]) != unbase64(votes["root"]):
                self.found("ballots", "ballot-root", number, path, "not the logged root")
            tally = collections.Counter(choice for _, _, choice in lines)
            if {choice: count for choice, count in votes["tally"].items() if count} != dict(tally):
                self.found("tallies", "tally", number, path, f"logged {votes['tally']}, counted {dict(tally)}")

    # What the caller holds

    def check_promise(self, name, data):
        if not self.keys:
            return
        try:
            note = read_note(data)
            lines = note[0][:-1].split("\n")
            need(len(lines) == 5 and lines[0] == "parvis.receipt.v1", "not a promise")
            kind, promised = lines[2].split(" ", 1)
            need(kind in ("leaf", "commitment") and lines[3].startswith("accepted ") and lines[4].startswith("within "), "not a promise")
            promised, accepted, within = unbase64(promised, 32), microseconds(lines[3][9:]), decimal(lines[4][7:])
        except (Malformed, ValueError) as error:
            return self.found("promises", "signature", None, name, str(error))
        if lines[1] != self.keys["log"][0].name or not any_signed(note, self.keys["receipt"]):
            return self.found("promises", "signature", None, name, "not promised by this log")
        if kind == "leaf":
            kept = promised in self.leaves
        else:
            kept = any(unbase64(c) == promised for _, entry in self.entries for c in entry.get("parts", {}).values())
        if not kept and self.now <= accepted + within * 1_000_000:
            self.promised.append(f"promised: {name}: not in the log yet, to be within {within} s of {lines[3][9:]}; verify again after that")
        elif not kept:
            self.found("promises", "promise-broken", None, name, f"within {within} s of {lines[3][9:]}")

    def check_proof(self, name, data):
        def read(data):
            head, gap, checkpoint = utf8(data).partition("\n\n")
            lines = head.split("\n")
            need(gap and lines.pop(0) == "c2sp.org/tlog-proof@v1" and lines, "not a proof")
            extra = unbase64(lines.pop(0)[6:]) if lines[0].startswith("extra ") else b""
            need(lines and lines[0].startswith("index "), "no index")
            kept = read_json(extra)
            need(isinstance(kept, dict) and set(kept) == {"entry", "parts", "v"} and canonical(kept["v"]) == "1", "not an extra")
            check_entry(kept["entry"])
            hashes = [unbase64(line, 32) for line in lines[1:]]
            need(len(hashes) <= 64, "too long")
            return decimal(lines[0][6:]), hashes, kept, read_parts(kept["parts"]), checkpoint.encode()
        proof = self.parse(read, data, name) if self.keys else None
        if not proof:
            return
        index, hashes, kept, parts, checkpoint = proof
        for part, opening in parts.items():
            expected = kept["entry"].get("parts", {}).get(part)
            if not expected or not opens(part, opening, expected):
                self.found("inclusion", "opening", index, name, part)
        try:
            note = read_note(checkpoint)
            then = read_head(note[0])
            good = then.origin == self.keys["log"][0].name and any_signed(note, self.keys["log"])
            for key in self.keys["witness"]:
                signed(note, key)
        except (Malformed, InvalidSignature):
            good = False
        if not good:
            return self.found("inclusion", "signature", index, name, "not signed by the log")
        leaf = leaf_hash(canonical(kept["entry"]).encode())
        if not included(leaf, index, then.size, hashes, then.root):
            return self.found("inclusion", "not-included", index, name, "the proof does not lead to the root")
        if index >= len(self.leaves) or self.leaves[index] != leaf:
            self.found("inclusion", "not-included", index, name, "another entry is in its place")
        if problem := self.begins_otherwise(then):
            self.found("inclusion", problem[0], index, name, problem[1])

    def check_vote(self, name, data):
        def read(data):
            vote = read_json(data, exact=False)
            kinds = record(format=lambda v: v == "parvis.vote.v1", ref=is_reference, revision=lambda v: is_count(v) and v < 1 << 32,
                           choice=is_code, voter=lambda v: isinstance(v, str), account=is_count, salt=is_hash)
            need(kinds(vote), "not the receipt of a vote")
            return vote
        vote = self.parse(read, data, name)
        closes = [n for n, e in self.entries if vote and e["type"] == "votes" and e["closing"] and e["ref"] == vote["ref"]]
        if not closes:
            return
        try:
            value = {key: vote[key] for key in ("account", "choice", "ref", "voter")}
            line = (commitment("vote", unbase64(vote["salt"]), value), vote["revision"], vote["choice"])
            counted = line in read_ballots(self.source.read(f"ballots/{closes[-1]}") or b"")
        except (Malformed, OSError):
            counted = False
        if not counted:
            self.found("votes", "vote-not-counted", closes[-1], name, vote["ref"])

    # What the platform shows

    def elsewhere(self, number):
        return self.scope is not None and self.by_number[number].get("process") not in self.scope

    def read_objects(self):
        """Files of lines, from number 0, until there is none."""
        objects, number, most, count = [], 0, max(4 * len(self.leaves), 10_000), 0
        while True:
            path = f"objects/{number}.jsonl"
            before = len(self.findings)
            data = self.read(path, must=number == 0)
            lines = self.parse(read_shown, data, path)
            if lines is None:
                return objects, len(self.findings) == before
            count += max(len(lines), 1)
            if count > most:
                self.found(None, "malformed", None, path, "it does not end")
                return objects, False
            objects, number = objects + lines, number + 1

    def check_objects(self, objects):
        for shown in objects:
            self.check_shown(shown)
        if not self.pages or {"objects", "shown", "results"} <= self.without:
            return
        objects, whole = self.read_objects()
        self.shown = set()
        for shown in objects:
            self.check_shown(shown)
        if not whole:
            return
        states = {shown["ref"] for shown in objects if "state" in shown}
        for (ref, version), number in self.versions.items():
            is_decided = version == 1 and re.fullmatch(r"P.*", ref.rpartition("-")[2]) and not self.elsewhere(number) and ref in self.outcomes
            missing = ["text"] if (number, "text") in self.opened and (number, "text") not in self.shown else []
            for part in missing + (["state"] if is_decided and ref not in states else []):
                self.found("shown", "not-shown", number, f"openings/{number}.json", f"{part} of {ref}, version {version}: nothing says why")
        shown = {(shown["ref"], kind) for shown in objects for kind in ("result", "imported") if kind in shown}
        again = [(n, e.get("process")) for n, e in self.entries if e["type"] == "act" and e["action"] == "phase.reopen"]
        for (ref, kind), (number, counts) in self.results.items():
            reopened = kind == "result" and any(n > number and of == ref.split("-")[0] for n, of in again)
            voted = kind == "imported" or self.by_number[number]["leaves"]
            if voted and not reopened and (ref, kind) not in shown and not self.elsewhere(number):
                self.found("results", "not-shown", number, "entries", f"the result of {ref}: nothing says why")

    def is_new(self, shown):
        return "since" in shown and microseconds(shown["since"]) + 3_600_000_000 >= self.now

    def check_shown(self, shown):
        for kind in ("result", "imported"):
            if kind in shown:
                number, logged = self.results.get((shown["ref"], kind), (None, {}))
                shown_counts, logged = ({choice: count for choice, count in counts.items() if count} for counts in (shown[kind], logged))
                if shown_counts != logged and not self.is_new(shown):
                    self.found("results", "result-shown", number, "entries", f"{shown['ref']}: shown {shown_counts}")
                return
        number = self.versions.get((shown["ref"], shown["version"]))
        if number is None:
            if not self.is_new(shown):
                self.found("objects", "unlogged", None, "objects", f"{shown['ref']}, version {shown['version']}")
            return
        entry, differs = self.by_number[number], []
        for part, value in (shown.get("parts") or {}).items():
            self.shown.add((number, part))
            if self.opened.get((number, part)) != canonical(nameless(value)):
                differs.append(part)
        facts = entry.get("facts", {})
        differs += [name for name, value in (shown.get("facts") or {}).items() if name not in facts or canonical(facts[name]) != canonical(value)]
        if "at" in shown and shown["at"] != entry.get("imported", {}).get("claimed_at", entry["at"]):
            differs.append("at")
        if "links" in shown and canonical(shown["links"]) != canonical(entry.get("links", [])):
            differs.append("links")
        state = shown.get("state") if shown.get("state") in DECIDED else None
        if "state" in shown and state != self.outcomes.get(shown["ref"]) and not self.is_new(shown):
            differs.append("state")
        for part in differs:
            self.found("objects", "shown-otherwise", number, "entries", part)


def check_archive(folder, trusted):
    """The manifest of an archive, every file of it, and that it is of the log in it."""
    findings, files = [], {}
    for above, folders, names in os.walk(folder):
        for name in names + [name for name in folders if os.path.islink(os.path.join(above, name))]:
            files[os.path.relpath(os.path.join(above, name), folder).replace(os.sep, "/")] = os.path.join(above, name)

    def read(path, reader):
        try:
            need(path in files, "not there")
            return reader(file_of(files[path]))
        except (OSError, Malformed) as error:
            findings.append(("malformed" if path in files else "missing", None, path, str(error)))

    def read_manifest(data):
        note = read_note(data)
        lines = note[0].split("\n")
        need(len(lines) == 7 and lines[0] == "parvis.archive.v1" and not lines[6], "not a manifest")
        size, _, root = lines[5].partition(" ")
        need(re.fullmatch(r"[0-9a-f]{64}", lines[4]), "not a digest")
        microseconds(lines[3])
        return note, lines[4], Head(lines[1], decimal(size), unbase64(root, 32))

    def read_sums(data):
        lines = [line.partition("  ") for line in split_lines(utf8(data))]
        paths = [path for _, _, path in lines]
        need(all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest, _, _ in lines), "not a digest")
        need(paths == sorted(set(paths), key=str.encode) and (not data or data.endswith(b"\n")), "not in order")
        return hashlib.sha256(data).hexdigest(), dict((path, digest) for digest, _, path in lines)

    manifest, sums = read("MANIFEST", read_manifest), read("SHA256SUMS", read_sums)
    keys = trusted or read("log/key", read_keys)
    head = read("log/checkpoint", lambda data: read_head(read_note(data)[0]))
    if manifest and keys and (manifest[2].origin != keys["log"][0].name or not any_signed(manifest[0], keys["receipt"])):
        findings.append(("signature", None, "MANIFEST", "not signed by this log"))
    if manifest and head and manifest[2] != head:
        findings.append(("other-head", None, "log/checkpoint", "the archive was made of another head of the log"))
    if not sums:
        return findings
    if manifest and manifest[1] != sums[0]:
        findings.append(("changed", None, "SHA256SUMS", "not the file that was signed"))
    for path, digest in sums[1].items():
        if path not in files:
            findings.append(("missing", None, path, "not there"))
        elif os.path.islink(files[path]) or read(path, lambda data: hashlib.sha256(data).hexdigest()) != digest:
            findings.append(("changed", None, path, "not the file that was signed"))
    for path in sorted(set(files) - set(sums[1]) - {"MANIFEST", "SHA256SUMS"}):
        findings.append(("extra", None, path, "not there when the archive was signed"))
    return findings


def file_of(path):
    with open(path, "rb") as file:
        return file.read()


def main():
    options = argparse.ArgumentParser(description="Verifies a public log.")
    options.add_argument("log", help="a directory, the address under which the log is published, or an archive")
    options.add_argument("--trust", help="a key file kept from elsewhere")
    options.add_argument("--since", help="a checkpoint kept from before")
    options.add_argument("--receipt", action="append", default=[], help="a promise, a .tlog-proof, or the receipt of a vote")
    options.add_argument("--objects", help="what is public elsewhere, a line of JSON each")
    options.add_argument("--log-only", action="store_true", help="without the list of what the platform shows")
    options.add_argument("--now", help="the time, YYYY-MM-DDTHH:MM:SS.ffffffZ")
    options.add_argument("--without", action="append", default=[], metavar="CHECK", help="leaves out a check")
    asked = options.parse_args()
    now = microseconds(asked.now) if asked.now else time.time_ns() // 1000
    archive = any(os.path.isfile(os.path.join(asked.log, name)) for name in ("MANIFEST", "SHA256SUMS"))
    source = Source(os.path.join(asked.log, "log") if archive else asked.log)
    verifier = Verifier(source, now, asked.without, not asked.log_only, not source.web)
    objects = file_of(asked.objects) if asked.objects else b""
    verifier.run(
        trusted=read_keys(file_of(asked.trust)) if asked.trust else None,
        since=file_of(asked.since) if asked.since else None,
        receipts=[(os.path.basename(path), file_of(path)) for path in asked.receipt],
        objects=read_shown(objects),
    )
    if archive:
        verifier.findings[:0] = check_archive(asked.log, read_keys(file_of(asked.trust)) if asked.trust else None)
    for line in verifier.promised:
        print(line)
    for code, index, path, why in verifier.findings:
        print(f"{code}: " + (f"entry {index}: " if index is not None else "") + f"{path}: {why}")
    if not verifier.findings:
        erased = ", ".join(f"{reason} {count}" for reason, count in sorted(verifier.erased.items())) or "none"
        print(f"nothing is wrong with the {verifier.head.size} entries; erased parts: {erased}")
    return 1 if verifier.findings else 0


if __name__ == "__main__":
    sys.exit(main())
