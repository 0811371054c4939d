#!/usr/bin/env python3
"""A second verifier of the public log, which shares no code with the first.

    pip install cryptography          (and Python 3.9 or later)
    python3 verify.py https://example.fr/log/ [--trust KEY] [--since CHECKPOINT]
                      [--receipt FILE]... [--objects FILE]

It reads what anyone can fetch (or a folder that holds the same files, or an archive),
prints one line per finding, and exits 1 if there is one (2 when it is given what it
cannot read). It was written from the page of the crate `ledger` (src/lib.rs), which
describes every file. --trust is the file `key` kept from elsewhere, or its line `log`
alone (as a file, or the key itself: `name+id+base64`); --since a checkpoint kept from
before; --receipt a promise, a .tlog-proof or the receipt of a vote; --objects lines of
{"ref","version","parts"} that are public elsewhere, besides those that the platform
lists itself. --log-only leaves the latter out; --without CHECK leaves out a check, to
show what it is there for. What is refused is a ValueError; `Reader.parse` notes it.
"""
import argparse, base64, collections, datetime, hashlib, http.client, io, itertools, json, os, re, stat, sys, time
import urllib.error, urllib.request

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    sys.exit("verify.py: the package cryptography is not there: pip install cryptography")

def need(good, why):
    if not good:
        raise ValueError(why)

# The tree of RFC 6962, by its definition

def sha(*pieces):
    return hashlib.sha256(b"".join(pieces)).digest()

def leaf_hash(entry):
    return sha(b"\0", entry)

def half_of(size):
    """The largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)

def root_of(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha()
    half = half_of(len(leaves))
    return sha(b"\1", root_of(leaves[:half]), root_of(leaves[half:]))

def root_by(proof, leaf, index, size):
    """The root to which a proof leads: the siblings of a leaf, from the leaf up."""
    need(index < size and bool(proof) == (size > 1), "the proof is not as long as the tree is high")
    if size == 1:
        return leaf
    half, (*below, sibling) = half_of(size), proof
    if index < half:
        return sha(b"\1", root_by(below, leaf, index, half), sibling)
    return sha(b"\1", sibling, root_by(below, leaf, index - half, size - half))

# Texts: each has one form, and every other is refused

EPOCH, LATEST = datetime.datetime(1970, 1, 1), 253_402_300_799_999_999  # microseconds until the year 10000

def is_int(value):
    return isinstance(value, int) and not isinstance(value, bool)

def decimal(text):
    need(re.fullmatch(r"0|[1-9][0-9]{0,19}", text) and int(text) < 1 << 64, "not a decimal number")
    return int(text)

def unbase64(text, length=None):
    data = base64.b64decode(text, validate=True)
    need(base64.b64encode(data).decode() == text and length in (None, len(data)), "not the base64 of as many bytes")
    return data

def time_text(at):
    return at.isoformat(timespec="microseconds") + "Z"

def microseconds(text):
    shifted = re.sub("^0000", "0400", text)  # Python has no year 0; the year 400 has the same calendar.
    at = datetime.datetime.strptime(shifted, "%Y-%m-%dT%H:%M:%S.%fZ")
    need(time_text(at) == shifted, "not a time")
    return (at - EPOCH) // datetime.timedelta(microseconds=1)

def canonical(value, depth=0):
    """RFC 8785, with integers alone."""
    need(depth <= 64, "too deep")
    if isinstance(value, list):
        return "[" + ",".join(canonical(item, depth + 1) for item in value) + "]"
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(canonical(name) + ":" + canonical(value[name], depth + 1) for name in names) + "}"
    need(value is None or isinstance(value, (str, bool)) or is_int(value) and abs(value) < 1 << 53, "not a safe integer")
    return json.dumps(value, ensure_ascii=False)

# Shapes of JSON

def fits(value, shape):
    """Whether a value has a shape: a type, a pattern, a range, a list of at least one, an
    object by its members (perhaps absent if named with `?`), or what a function says."""
    if isinstance(shape, type):
        return isinstance(value, shape)
    if isinstance(shape, str):
        return isinstance(value, str) and bool(re.fullmatch(shape, value))
    if isinstance(shape, range):
        return is_int(value) and value in shape
    if isinstance(shape, list):
        return isinstance(value, list) and bool(value) and all(fits(item, shape[0]) for item in value)
    if isinstance(shape, dict):
        members = {name.rstrip("?"): member for name, member in shape.items()}
        return isinstance(value, dict) and set(value) <= set(members) and all(
            fits(value[name.rstrip("?")], member) if name.rstrip("?") in value else name.endswith("?")
            for name, member in shape.items())
    return shape(value)

def map_of(shape, least=1):
    return lambda value: isinstance(value, dict) and len(value) >= least and all(
        fits(name, CODE) and fits(member, shape) for name, member in value.items())

def is_time(value):
    return isinstance(value, str) and microseconds(value) is not None

def is_hash(value):
    return isinstance(value, str) and len(unbase64(value, 32)) == 32

def is_fact(value):
    return isinstance(value, int) or isinstance(value, str) and len(value.encode()) <= 200

def is_entry(value):
    need(isinstance(value, dict) and isinstance(value.get("type"), str) and value["type"] in ENTRIES, "an unknown type")
    return fits(value, ENTRIES[value["type"]]) and (not value.get("closing") or "tally" in value)

def read_json(data, shape, exact=True):
    value = json.loads(data.decode())
    text = canonical(value).encode()
    need(text == data or not exact, "not canonical")
    need(fits(value, shape), "a member is absent, unknown or not of its kind")
    return value

CODE, REFERENCE = r"[a-z][a-z0-9_.]{0,63}", r"[A-Za-z0-9_.-]{1,64}"
ONE, VERSION, COUNT, COUNTS = range(1, 2), range(1, 1 << 32), range(1 << 64), map_of(range(1 << 64), least=0)
ENTRY = {"v": ONE, "at": is_time, "type": CODE, "process?": REFERENCE}
SAYS = {**ENTRY, "parts?": map_of(is_hash), "facts?": map_of(is_fact)}
TARGET = {"ref": REFERENCE, "version": VERSION}
LINKS = [{"relation": CODE, **TARGET}]
CHANGE = {**ENTRY, "entry": COUNT, "part": CODE, "reason": CODE}
ENTRIES = {
    "version": {**SAYS, "kind": CODE, **TARGET, "links?": LINKS, "imported?": {"claimed_at": is_time, "source": CODE}},
    "act": {**SAYS, "action": CODE, "role": CODE, "on?": TARGET},
    "part_erased": CHANGE,
    "part_restored": CHANGE,
    "votes": {**ENTRY, "ref": REFERENCE, "leaves": COUNT, "root": is_hash, "accounts": COUNT,
              "closing": bool, "tally?": COUNTS},
}
OPENINGS = {"v": ONE, "parts": map_of({"salt": is_hash, "value": object}, least=0)}
PROVEN = {**OPENINGS, "entry": is_entry}
SCOPE = {"v": ONE, "processes": [REFERENCE]}
VOTE = {"format": r"parvis\.vote\.v1", "ref": REFERENCE, "revision": range(1 << 32), "choice": CODE,
        "voter": str, "account": COUNT, "salt": is_hash}
SHOWN = {**TARGET, "at": is_time, "since": is_time, "state": str, "result": COUNTS, "imported": COUNTS,
         "parts": map_of(object, least=0), "facts": map_of(is_fact, least=0),
         "links": lambda value: value == [] or fits(value, LINKS)}

# Keys, notes, checkpoints

Key = collections.namedtuple("Key", "name id kind public")
Note = collections.namedtuple("Note", "text signatures")
Head = collections.namedtuple("Head", "origin size root")
NO_KEYS = {"log": [], "receipt": [], "witness": [], "quorum": 0}
NAME = r"[^\s+\x00-\x1f\x7f-\x9f]+"

def read_key(text):
    match = re.fullmatch(rf"({NAME})\+([0-9a-f]{{8}})\+(.+)", text)
    need(match, "not a key")
    data = unbase64(match[3], 33)
    need(data[0] in (1, 4), "a key of another algorithm")
    need(sha(match[1].encode(), b"\n", data)[:4].hex() == match[2], "the id of another key")
    return Key(match[1], bytes.fromhex(match[2]), data[0], data[1:])

def read_keys(data):
    """The file `key`."""
    keys = dict(NO_KEYS)
    for line in data.decode().removesuffix("\n").split("\n"):
        word, _, rest = line.partition(" ")
        need(word in keys, "an unknown line")
        keys[word] = decimal(rest) if word == "quorum" else keys[word] + [read_key(rest)]
    need(len({key.name for key in keys["log"]}) == 1, "the log has one name")
    return keys

def read_trust(data):
    """That file, or the key of the log alone."""
    line = data.decode().strip().removeprefix("log ")
    if re.search(r"\s", line):
        return read_keys(data)
    need(read_key(line).kind == 1, "the key of a witness, not of a log")
    return {"log": [read_key(line)]}

def read_note(data):
    text, gap, lines = data.decode().rpartition("\n\n")
    need(gap and lines.endswith("\n") and len(data) <= 1 << 20, "not a note")
    need(not re.search(r"[\x00-\x09\x0b-\x1f]", text), "a control character")
    matches = [re.fullmatch(rf"— ({NAME}) (.+)", line) for line in lines[:-1].split("\n")]
    need(all(matches) and len(matches) <= 64, "not signatures")
    signatures = [(match[1], unbase64(match[2])) for match in matches]
    need(all(len(data) > 4 for _, data in signatures), "not signatures")
    return Note(text + "\n", signatures)

def is_signed(note, key):
    """Whether a key signed; refused when it is named and did not."""
    mine = [data[4:] for name, data in note.signatures if (name, data[:4]) == (key.name, key.id)]
    for data in mine:
        message = note.text
        if key.kind == 4:  # a witness, who also says when
            message, data = f"cosignature/v1\ntime {int.from_bytes(data[:8], 'big')}\n{note.text}", data[8:]
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(data, message.encode())
        except (InvalidSignature, ValueError):
            raise ValueError(f"the signature of {key.name} is not over this text") from None
    return bool(mine)

def check_signed(note, origin, keys, word):
    """Of this log, and signed by one of its keys, and by none of them wrongly."""
    need(origin == keys["log"][0].name, "of another log")
    need(any([is_signed(note, key) for key in keys[word]]), "not signed by the log")

def read_checkpoint(data):
    note = read_note(data)
    lines = note.text[:-1].split("\n")
    need(len(lines) >= 3 and all(lines), "not a checkpoint")
    return note, Head(lines[0], decimal(lines[1]), unbase64(lines[2], 32))

# Commitments, votes, receipts, tiles

def commitment(part, opening):
    value = canonical(opening["value"]).encode()
    return sha(b"parvis.commitment.v1\n", part.encode(), b"\n", unbase64(opening["salt"]), value)

def opens(part, opening, commitments):
    return part in commitments and commitment(part, opening) == unbase64(commitments[part])

def nameless(value):
    """An organisation may have another name today: that it spoke is what is compared."""
    return {**value, "organisation": ""} if isinstance(value, dict) and "organisation" in value else value

def made(counts):
    """A choice that nobody made counts as absent."""
    return {choice: count for choice, count in counts.items() if count > 0}

def read_shown(data):
    """Lines of what the platform shows: of a version, or of a result."""
    lines = [read_json(line, dict, exact=False) for line in data.split(b"\n") if line]
    for shown in lines:
        kind = next((kind for kind in ("result", "imported") if kind in shown), "version")
        need("ref" in shown and kind in shown, "neither a version nor a result")
        read = SHOWN if kind == "version" else ("ref", "since", kind)
        need(all(fits(shown[name], SHOWN[name]) for name in read if name in shown), "a member is not of its kind")
    return lines

def read_ballots(data):
    lines = [re.fullmatch(rf"([0-9a-f]{{64}}) (0|[1-9][0-9]{{0,9}}) ({CODE})", line) for line in data.decode().split("\n")[:-1]]
    need(all(lines) and data[-1:] in (b"", b"\n"), "not lines of votes")
    lines = [(bytes.fromhex(line[1]), int(line[2]), line[3]) for line in lines]
    need(all(revision < 1 << 32 for _, revision, _ in lines), "not a revision")
    need(all(left[0] < right[0] for left, right in zip(lines, lines[1:])), "not in order")
    return lines

def read_promise(data):
    note = read_note(data)
    match = re.fullmatch(r"parvis\.receipt\.v1\n(.*)\n(leaf|commitment) (.*)\naccepted (.*)\nwithin (.*)\n", note.text)
    need(match and is_hash(match[3]), "not a promise")
    return note, match[1], match[2], match[3], min(microseconds(match[4]) + 1_000_000 * decimal(match[5]), LATEST)

def read_proof(data):
    text, gap, checkpoint = data.decode().partition("\n\n")
    match = re.fullmatch(r"c2sp\.org/tlog-proof@v1\n(?:extra (.*)\n)?index (.*)((?:\n.*)*)", text)
    need(match and gap, "not a proof")
    hashes = [unbase64(line, 32) for line in match[3].split("\n")[1:]]
    need(len(hashes) <= 64, "longer than any tree is high")
    return decimal(match[2]), hashes, read_json(unbase64(match[1] or ""), PROVEN), checkpoint.encode()

def tile_path(row, index, width):
    groups = f"{index % 1000:03}"
    while index := index // 1000:
        groups = f"x{index % 1000:03}/{groups}"
    return f"tile/{row}/{groups}" + ("" if width == 256 else f".p/{width}")

def split_entries(data, count):
    """Each after its length."""
    entries = []
    while data:
        end = 2 + int.from_bytes(data[:2], "big")
        need(end <= len(data), "cut short")
        entries.append(data[2:end])
        data = data[end:]
    need(len(entries) == count, f"{len(entries)} entries, not {count}")
    return entries

def split_hashes(data, count):
    need(len(data) == 32 * count, f"{len(data)} bytes, not {count} hashes")
    return [data[32 * place:32 * place + 32] for place in range(count)]

# Reading

class Source:
    """A folder or a web address."""

    def __init__(self, where):
        self.where, self.web = where.rstrip("/") + "/", re.match(r"https?://", where)

    def read(self, path):
        """The bytes of a file; None when there is none."""
        for attempt in range(5):
            try:
                where = self.where + path
                need(self.web or os.path.isfile(where) or not os.path.lexists(where), "not a file")
                with urllib.request.urlopen(where, timeout=60) if self.web else open(where, "rb") as file:
                    return file.read()
            except (FileNotFoundError, NotADirectoryError):
                return None
            except urllib.error.HTTPError as error:
                if error.code in (404, 410):
                    return None
                if error.code != 503 or attempt == 4:
                    raise
                time.sleep(min(int(error.headers.get("Retry-After") or 5), 60))

class Reader:
    """Reads files, and notes what is wrong with them."""

    def __init__(self, source, without=()):
        self.source, self.without, self.findings = source, set(without), []
        self.good = True  # nothing was found since this was last said

    def found(self, check, code, index, path, why):
        self.good = False
        if check not in self.without:
            self.findings.append((code, index, path, why))

    def must(self, good, *finding):
        if not good:
            self.found(*finding)

    def parse(self, read, data, path, index=None, check=None, code="malformed"):
        try:
            return None if data is None else read(data)
        except (ValueError, RecursionError) as error:
            self.found(check, code, index, path, str(error))

    def file(self, read, path, index=None, must=True):
        try:
            data = self.source.read(path)
        except (OSError, ValueError, http.client.HTTPException) as error:
            return self.found(None, "unreadable", index, path, str(error))
        self.must(data is not None or not must, None, "missing", index, path, "expected, and not there")
        return self.parse(read, data, path, index)

# The log

DECIDED = ("admissible", "inadmissible", "retained", "partly_retained", "not_retained")

class Verifier(Reader):
    def __init__(self, source, now, without=(), pages=True, archive=False):
        super().__init__(source, without)
        self.now, self.pages, self.archive = now, pages, archive
        self.head, self.scope, self.held, self.erased = None, None, [], collections.Counter()
        self.leaves, self.entries, self.versions, self.results, self.outcomes = [], {}, {}, {}, {}
        self.hidden, self.taken_back, self.withheld = set(), set(), {}
        self.opened, self.ballots, self.shown = {}, {}, {}

    def run(self, trusted=None, since=None, receipts=(), objects=()):
        published = self.file(read_keys, "key")
        self.keys = {**NO_KEYS, **(published or {}), **(trusted or {})}
        self.must(published in (None, self.keys), "keys", "keys-changed", None, "key", "not those that are trusted")
        checkpoint = self.file(read_checkpoint, "checkpoint")
        if not checkpoint:
            return
        self.head = checkpoint[1]
        self.check_head("checkpoint", *checkpoint)
        self.check_witnesses(checkpoint[0])
        if self.archive and (scope := self.file(lambda data: read_json(data, SCOPE), "scope", must=False)):
            self.scope = scope["processes"]
        self.walk()
        self.check_tree()
        if kept := self.parse(read_checkpoint, since, "since"):
            self.check_head("since", *kept)
            self.check_beginning("consistency", None, "since", kept[1])
        self.index_entries()
        self.check_changes()
        self.check_openings()
        self.check_ballots()
        self.check_receipts(receipts)
        self.check_objects(objects)

    # The head and the tree

    def check_head(self, path, note, head):
        if self.keys["log"]:
            self.parse(lambda note: check_signed(note, head.origin, self.keys, "log"), note, path, None, "signature", "signature")

    def check_witnesses(self, note):
        signed = [self.parse(lambda note: is_signed(note, key), note, "checkpoint", None, "cosignatures", "cosignature")
                  for key in self.keys["witness"]].count(True)
        wanted = self.keys["quorum"]
        self.must(signed >= wanted, "cosignatures", "quorum", None, "checkpoint", f"{signed} of {wanted} witnesses signed")

    def check_beginning(self, check, index, path, kept):
        """The log begins with what a checkpoint said."""
        if kept.size > self.head.size:
            self.found(check, "shrunk", index, path, f"{kept.size} entries then, {self.head.size} now")
        elif kept.size <= len(self.leaves) and root_of(self.leaves[:kept.size]) != kept.root:
            self.found(check, "rewritten", index, path, f"the first {kept.size} entries are not those of then")

    def tile(self, split, row, index, width):
        """What a tile holds; where a partial one is gone, the full one has it."""
        path, there = tile_path(row, index, width), width
        data = self.file(bytes, path, must=width == 256)
        if data is None and width < 256:
            data, there = self.file(bytes, tile_path(row, index, 256), must=False), 256
            if data is None:
                data, there = self.file(bytes, path), width
        return self.parse(lambda data: split(data, there)[:width], data, path)

    def place(self, number):
        """The file in which an entry is."""
        first = number - number % 256
        return tile_path("entries", first // 256, min(256, len(self.leaves) - first))

    def walk(self):
        """Every entry; without a bundle, its hashes still lead to the root."""
        for first in range(0, self.head.size, 256):
            index, width = first // 256, min(256, self.head.size - first)
            bundle = self.tile(split_entries, "entries", index, width)
            hashes = self.tile(split_hashes, 0, index, width) if bundle is None else map(leaf_hash, bundle)
            if hashes is None:
                return
            self.leaves += hashes
            for number, data in enumerate(bundle or (), first):
                read = lambda data: read_json(data, is_entry)
                if entry := self.parse(read, data, self.place(number), number, "entries", "entry"):
                    self.entries[number] = entry

    def check_tree(self):
        if len(self.leaves) < self.head.size:
            return
        self.must(root_of(self.leaves) == self.head.root, "root", "root", None, "checkpoint", "not the root of these entries")
        level, row = 0, self.leaves
        while row:
            runs = [row[first:first + 256] for first in range(0, len(row), 256)]
            for index, run in enumerate(runs):
                published, path = self.tile(split_hashes, level, index, len(run)) or run, tile_path(level, index, len(run))
                place = next((place for place, own in enumerate(run) if own != published[place]), None)
                number = 256 * index + place if level == 0 and place is not None else None
                self.must(place is None, "tiles", "tile", number, path, f"its hash {place} is not that of the entries")
            level, row = level + 1, [root_of(run) for run in runs if len(run) == 256]

    # What the entries say

    def index_entries(self):
        links = []
        for number, entry in self.entries.items():
            facts, on = entry.get("facts", {}), entry.get("links", []) + [entry[name] for name in entry if name == "on"]
            links += [(number, (link["ref"], link["version"])) for link in on]
            if entry["type"] == "version":
                first = self.versions.setdefault((entry["ref"], entry["version"]), number)
                self.must(first == number, "versions", "logged-twice", number, self.place(number), f"as entry {first}")
                of, decision, outcome = [link["ref"] for link in on], facts.get("decision"), facts.get("outcome", "")
                self.outcomes.update(dict.fromkeys(of if decision in ("admissibility", "answer") else (), outcome))
                self.hidden.update(of if (decision, outcome) == ("visibility", "hidden") else ())
                self.taken_back.update([entry["ref"]] if facts.get("withdrawn") is True else ())
            elif entry["type"] == "votes" and entry["closing"]:
                self.results[entry["ref"], "result"] = (number, entry["tally"])
            elif on and entry["type"] == "act" and entry["action"] == "import.tally":
                counts = {choice: count for choice, count in facts.items() if is_int(count)}
                self.results[entry["on"]["ref"], "imported"] = (number, counts)
        for number, link in links:
            self.must(link in self.versions, "links", "dangling-link", number, self.place(number), f"{link} is not in the log")

    def elsewhere(self, number):
        """Whether an entry is of a process that an archive does not have."""
        return self.scope is not None and self.entries[number].get("process") not in self.scope

    def is_open_again(self, ref, number):
        """Whether a phase began again after a count."""
        return any(at > number and entry.get("action") == "phase.reopen" and entry.get("process") == ref.split("-")[0]
                   for at, entry in self.entries.items())

    def check_changes(self):
        """Erasures are of something, for a reason that the log has; restorations of something erased."""
        for number, entry in self.entries.items():
            if entry["type"] not in ("part_erased", "part_restored"):
                continue
            key, erases, reason = (entry["entry"], entry["part"]), entry["type"] == "part_erased", entry["reason"]
            of = self.entries.get(key[0], {}) if key[0] < number else {}
            there, ref = key[1] in of.get("parts", {}), of.get("ref")
            said = {"moderated": self.hidden, "withdrawn": self.taken_back}.get(reason, {ref})
            is_said = not there or not erases or ref in said or self.versions.get((ref, of.get("version"))) != key[0]
            self.must(is_said, "reasons", "undecided", number, self.place(number), f"{reason}: no entry says so of {ref}")
            if there and erases:
                self.withheld[key] = (number, reason)
            elif not there or not self.withheld.pop(key, None):
                self.found("erasures", "erases-nothing", number, self.place(number), f"{key[1]} of entry {key[0]}")

    def check_openings(self):
        for number, entry in self.entries.items():
            path, self.good = f"openings/{number}.json", True
            if "parts" not in entry or self.elsewhere(number):
                continue
            openings = self.file(lambda data: read_json(data, OPENINGS)["parts"], path, number, must=False) or {}
            if not self.good:
                continue
            for part, opening in openings.items():
                if part not in entry["parts"]:
                    self.found("openings", "unknown-part", number, path, part)
                    continue
                self.opened[number, part] = canonical(nameless(opening["value"]))
                good, is_erased = opens(part, opening, entry["parts"]), (number, part) in self.withheld
                self.must(good, "openings", "opening", number, path, f"{part} is not what was logged")
                self.must(not is_erased, "erasures", "erased-but-open", number, path, f"{part} was erased, and is published")
            for part in set(entry["parts"]) - set(openings):
                _, reason = self.withheld.get((number, part), (None, None))
                self.must(reason, "absences", "unexplained", number, path, f"{part} is not published, and no entry says why")
                self.erased.update([reason] if reason else ())

    def check_ballots(self):
        for number, votes in self.entries.items():
            if votes["type"] != "votes":
                continue
            path, logged, accounts = f"ballots/{number}", votes["leaves"], votes["accounts"]
            why = f"{logged} votes for {accounts} accounts"
            self.must(logged <= accounts, "accounts", "more-votes-than-accounts", number, self.place(number), why)
            if not votes["closing"] or self.elsewhere(number) or (lines := self.file(read_ballots, path, number)) is None:
                continue
            self.ballots[number] = lines
            leaves = [leaf_hash(vote + revision.to_bytes(4, "big") + choice.encode()) for vote, revision, choice in lines]
            tally = collections.Counter(choice for _, _, choice in lines)
            self.must(len(lines) == logged, "ballots", "ballot-count", number, path, f"{logged} logged, {len(lines)} there")
            self.must(root_of(leaves) == unbase64(votes["root"]), "ballots", "ballot-root", number, path, "not the logged root")
            self.must(made(votes["tally"]) == tally, "tallies", "tally", number, path, f"{votes['tally']}, and not {dict(tally)}")

    # What the caller holds

    def check_receipts(self, receipts):
        for name, data in receipts:
            check, self.good = self.check_vote, True
            if data.startswith((b"c2sp.org/tlog-proof@v1", b"parvis.receipt.v1")):
                check = self.check_proof if data.startswith(b"c2sp") else self.check_promise
            words = check(name, data) if self.keys["log"] or check == self.check_vote else None
            if words and self.good:
                self.held.append(f"receipt    {name}: {words}")

    def check_promise(self, name, data):
        def read(data):
            note, origin, *promise = read_promise(data)
            check_signed(note, origin, self.keys, "receipt")
            return promise
        if not (promise := self.parse(read, data, name, None, "promises", "signature")):
            return None
        kind, promised, deadline = promise
        by = time_text(EPOCH + datetime.timedelta(microseconds=deadline))
        if kind == "leaf":
            places = [number for number, leaf in enumerate(self.leaves) if leaf == unbase64(promised)]
        else:
            places = [number for number, entry in self.entries.items() if promised in entry.get("parts", {}).values()]
        if places:
            entry, since = self.entries.get(places[0], {}), self.withdrawn_since(places[0])
            if entry.get("type") == "version":
                return f"promised, and it is in the log: {words_of(entry)} is entry {places[0]}{since}"
            return f"promised, and it is in the log, as entry {places[0]}{since}"
        if self.now <= deadline:
            return f"not in the log yet, to be by {by}; verify again after that"
        self.found("promises", "promise-broken", None, name, f"promised for {by} at the latest, and not in the log")

    def check_proof(self, name, data):
        if not (proof := self.parse(read_proof, data, name)):
            return None
        index, hashes, kept, checkpoint = proof
        entry, leaf = kept["entry"], leaf_hash(canonical(kept["entry"]).encode())
        parts = entry.get("parts", {})
        for part, opening in kept["parts"].items():
            self.must(opens(part, opening, parts), "inclusion", "opening", index, name, f"{part} is not what was logged")

        def read_head(data):
            note, head = read_checkpoint(data)
            check_signed(note, head.origin, self.keys, "log")
            any([is_signed(note, key) for key in self.keys["witness"]])
            return head

        def lead(head):
            need(root_by(hashes, leaf, index, head.size) == head.root, "the proof does not lead to the root")
            return head
        head = self.parse(read_head, checkpoint, name, index, "inclusion", "signature")
        if not self.parse(lead, head, name, index, "inclusion", "not-included"):
            return None
        self.must(self.leaves[index:index + 1] == [leaf], "inclusion", "not-included", index, name, "another is in its place")
        self.check_beginning("inclusion", index, name, head)
        return f"{words_of(entry)} is entry {index} of the log{self.withdrawn_since(index)}"

    def withdrawn_since(self, number):
        gone = sorted((part, *self.withheld[of, part]) for of, part in self.withheld if of == number)
        return "".join(f", its {part} withdrawn since by entry {by} ({reason})" for part, by, reason in gone)

    def check_vote(self, name, data):
        if not (vote := self.parse(lambda data: read_json(data, VOTE, exact=False), data, name)):
            return None
        ref, (number, _) = vote["ref"], self.results.get((vote["ref"], "result"), (None, None))
        if ref not in {of for of, _ in self.versions}:
            return f"nothing of {ref} is in this log"
        if number is not None and self.elsewhere(number):
            return f"the votes on {ref} were counted by entry {number}; their list is not in this folder"
        value = {member: vote[member] for member in ("account", "choice", "ref", "voter")}
        line = (commitment("vote", {"salt": vote["salt"], "value": value}), vote["revision"], vote["choice"])
        if line in self.ballots.get(number, ()):
            return f"your vote on {ref} was counted by entry {number}"
        if number is None or self.is_open_again(ref, number):
            return f"the vote on {ref} is not closed yet; verify again after that"
        self.found("votes", "vote-not-counted", number, name, f"it is not among those counted on {ref}")

    # What the platform shows

    def check_objects(self, objects):
        for shown in objects:
            self.check_shown(shown)
        self.shown, self.good, listed, count = {}, True, [], 0
        for path in (f"objects/{number}.jsonl" for number in itertools.count()) if self.pages else ():
            lines = self.file(read_shown, path, must=path == "objects/0.jsonl")
            if lines is None:
                break
            count += max(len(lines), 1)
            if count > max(4 * len(self.leaves), 10_000):
                self.found(None, "malformed", None, path, "it does not end")
                break
            listed += lines
        whole = self.pages and self.good
        for shown in listed:
            self.check_shown(shown)
        if whole:
            self.check_vanished(listed)

    def check_shown(self, shown):
        since = microseconds(shown["since"]) if "since" in shown else 0
        is_new = self.now - 3_600_000_000 <= since <= self.now + 300_000_000  # what is of tomorrow is not
        ref, version = shown["ref"], shown.get("version")
        for kind in [kind for kind in ("result", "imported") if kind in shown][:1]:
            number, logged = self.results.get((ref, kind), (None, {}))
            path, why = "objects" if number is None else self.place(number), f"{ref}: {shown[kind]}, and not {logged}"
            return self.must(is_new or made(shown[kind]) == made(logged), "results", "result-shown", number, path, why)
        number = self.versions.get((ref, version))
        if number is None:
            return self.must(is_new, "objects", "unlogged", None, "objects", f"{ref}, version {version}, is not in the log")
        entry, opening, place = self.entries[number], f"openings/{number}.json", self.place(number)
        self.shown[number], facts = shown.get("parts", {}), entry.get("facts", {})
        state = shown.get("state") if shown.get("state") in DECIDED else None
        same = [(opening, part, self.opened.get((number, part)) == canonical(nameless(value)))
                for part, value in self.shown[number].items()]
        same += [(place, name, name in facts and canonical(facts[name]) == canonical(value))
                 for name, value in shown.get("facts", {}).items()]
        same += [(place, name, name not in shown or is_same) for name, is_same in (
            ("at", shown.get("at") == entry.get("imported", {}).get("claimed_at", entry["at"])),
            ("links", shown.get("links") == entry.get("links", [])),
            ("state", is_new or state == self.outcomes.get(ref)))]
        for path, part, is_same in same:
            self.must(is_same, "objects", "shown-otherwise", number, path, f"{part} of {ref}, version {version}")

    def check_vanished(self, listed):
        """What the log opens, decided or counted, and no page shows."""
        states = {shown["ref"] for shown in listed if "state" in shown}
        for (ref, version), number in self.versions.items():
            is_proposal = version == 1 and ref.rpartition("-")[2].startswith("P") and not self.elsewhere(number)
            is_decided = is_proposal and ref in self.outcomes
            for part, is_shown in (("text", (number, "text") not in self.opened or "text" in self.shown.get(number, {})),
                                   ("state", not is_decided or ref in states)):
                why = f"{part} of {ref}, version {version}, is no longer shown, and nothing says why"
                self.must(is_shown, "shown", "not-shown", number, f"openings/{number}.json", why)
        shown = {(shown["ref"], kind) for shown in listed for kind in ("result", "imported") if kind in shown}
        for (ref, kind), (number, _) in self.results.items():
            good, why = (ref, kind) in shown or self.elsewhere(number), f"the result of {ref}: nothing says why"
            good = good or kind == "result" and (not self.entries[number]["leaves"] or self.is_open_again(ref, number))
            self.must(good, "results", "not-shown", number, self.place(number), why)

WORDS = {
    "version": "{ref} version {version}",
    "act": "the act {action}",
    "part_erased": "the withdrawal of {part} of entry {entry}",
    "part_restored": "the return of {part} of entry {entry}",
    "votes": "the count of the votes on {ref}",
}

def words_of(entry):
    """What an entry is, in a few words."""
    on = " on {ref} version {version}".format(**entry["on"]) if "on" in entry else ""
    return WORDS[entry["type"]].format(**entry) + on

# Archives

class Archive(Reader):
    """What was signed of a folder: its manifest, every file, and that the log in it is the one it was made of."""

    def check(self, folder, trusted):
        files = set()
        for above, folders, names in os.walk(folder):
            paths = [os.path.join(above, name) for name in names + folders]
            paths = [path for path in paths if os.path.islink(path) or not os.path.isdir(path)]
            files |= {os.path.relpath(path, folder).replace(os.sep, "/") for path in paths}
        data = self.file(bytes, "SHA256SUMS")
        if manifest := self.file(self.read_manifest, "MANIFEST"):
            self.check_manifest(*manifest, data, trusted)
        sums = self.parse(self.read_sums, data, "SHA256SUMS")
        if sums is None:
            return
        for path, digest in sums.items():
            if path in files:
                is_file = stat.S_ISREG(os.lstat(os.path.join(folder, path)).st_mode)  # no link, no pipe without end
                is_same = is_file and self.file(lambda data: sha(data).hex(), path) in (digest, None)
                self.must(is_same, None, "changed", None, path, "not the file that was signed")
        for path in sorted(set(sums) - files):
            self.found(None, "missing", None, path, "expected, and not there")
        for path in sorted(files - set(sums) - {"MANIFEST", "SHA256SUMS"}):
            self.found(None, "extra", None, path, "not there when the archive was signed")

    def check_manifest(self, note, head, digest, data, trusted):
        keys = {**NO_KEYS, **(self.file(read_keys, "log/key") or {}), **(trusted or {})}
        if keys["log"]:
            self.parse(lambda note: check_signed(note, head.origin, keys, "log"), note, "MANIFEST", code="signature")
        _, own = self.file(read_checkpoint, "log/checkpoint") or (None, head)
        self.must(own == head, None, "other-head", None, "log/checkpoint", "the archive was made of another head of the log")
        is_same = data is None or sha(data).hex() == digest
        self.must(is_same, None, "changed", None, "SHA256SUMS", "not the file that was signed")

    def read_manifest(self, data):
        note = read_note(data)
        match = re.fullmatch(r"parvis\.archive\.v1\n(.*)\n.*\n(.*)\n([0-9a-f]{64})\n(.*) (.*)\n", note.text)
        need(match and is_time(match[2]), "not a manifest")
        return note, Head(match[1], decimal(match[4]), unbase64(match[5], 32)), match[3]

    def read_sums(self, data):
        lines = [re.fullmatch(r"([0-9a-f]{64})  ([^\\\r\0]+)", line) for line in data.decode().split("\n")[:-1]]
        need(all(lines) and data[-1:] in (b"", b"\n"), "not digests and paths")
        paths = [line[2] for line in lines]
        need(not any({"", ".", ".."} & set(path.split("/")) for path in paths), "not a path in the archive")
        need(paths == sorted(set(paths), key=str.encode), "not in order")
        return {line[2]: line[1] for line in lines}

# The command

def given(read, wanted=""):
    """Reads what an option names; or says in one line that it cannot."""
    def load(text):
        is_key = read is read_trust and text.count("+") > 1 and not os.path.exists(text)
        try:
            with io.BytesIO(text.encode()) if is_key else open(text, "rb") as file:
                return read(file.read())
        except OSError as error:
            raise argparse.ArgumentTypeError(f"{text}: {error.strerror}") from None
        except (ValueError, RecursionError) as error:
            raise argparse.ArgumentTypeError(f"{text}: {wanted} ({error})") from None
    return load

def read_options():
    options = argparse.ArgumentParser(prog="verify.py", description="Verifies a public log.")
    options.error = lambda why: options.exit(2, f"verify.py: {why}\n")
    add, trust, shown = options.add_argument, "neither a file `key` nor a key name+id+base64", "not lines of what is shown"
    add("log", help="a folder, the address under which the log is published, or an archive")
    add("--trust", metavar="KEY", type=given(read_trust, trust), help="a key file kept from elsewhere, or the key of the log")
    add("--since", metavar="FILE", type=given(bytes), help="a checkpoint kept from before")
    add("--receipt", metavar="FILE", type=lambda path: (path, given(bytes)(path)), action="append", default=[],
        help="a promise, a .tlog-proof or the receipt of a vote; more than one may be given")
    add("--objects", metavar="FILE", type=given(read_shown, shown), default=[], help="what is public elsewhere, lines of JSON")
    add("--log-only", action="store_true", help="without the list of what the platform shows")
    add("--now", type=microseconds, default=time.time_ns() // 1000, help="the time, YYYY-MM-DDTHH:MM:SS.ffffffZ")
    add("--without", action="append", default=[], metavar="CHECK", help="leaves out a check")
    return options.parse_args()

# Of the moment at which a log in use was read: of two files, one is older than an act and the other younger.
MAY_PASS = ("unreadable", "missing", "unexplained", "erased-but-open", "unlogged", "shown-otherwise", "not-shown", "result-shown")

def verify(asked, source, scope_is_signed):
    verifier = Verifier(source, asked.now, asked.without, not asked.log_only, scope_is_signed)
    verifier.run(asked.trust, asked.since, asked.receipt, asked.objects)
    return verifier

def look_again(first, second):
    """What is left after a later look at a log in use. A later look at less is none."""
    if (second.head.size if second.head else -1) < (first.head.size if first.head else -1):
        return first
    once, again = ({finding[:3] for finding in look.findings} for look in (first, second))
    stays = [finding for finding in first.findings if finding[0] not in MAY_PASS and finding[:3] not in again]
    second.findings = [finding for finding in second.findings if finding[0] not in MAY_PASS or finding[:3] in once] + stays
    return second

def say(text):
    """Whoever lies in a log does not write on the screen what was not said."""
    print("".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in text))

def main():
    sys.stdout.reconfigure(errors="backslashreplace")
    asked = read_options()
    marks = ("MANIFEST", "SHA256SUMS", "LISEZMOI.md", "data", "en", "log/checkpoint")  # also without its signature
    is_archive = any(os.path.lexists(os.path.join(asked.log, mark)) for mark in marks)
    archive, source = Archive(Source(asked.log)), Source(os.path.join(asked.log, "log") if is_archive else asked.log)
    if is_archive:
        archive.check(asked.log, asked.trust)
    scope_is_signed = is_archive and not {"MANIFEST", "SHA256SUMS", "log/scope"} & {path for _, _, path, _ in archive.findings}
    verifier = verify(asked, source, scope_is_signed)
    if verifier.findings and source.web:
        verifier = look_again(verifier, verify(asked, source, False))
    if verifier.scope:
        say(f"scope      only {', '.join(verifier.scope)}: what other processes published is not in this folder")
    for line in verifier.held:
        say(line)
    for code, index, path, why in archive.findings + verifier.findings:
        say(f"{code}: " + (f"entry {index}: " if index is not None else "") + f"{path}: {why}")
    # A log that is served is not believed about its scope: the findings stay, and this explains them.
    scope = Reader(source).file(lambda data: read_json(data, SCOPE), "scope", must=False) if source.web else None
    if scope and verifier.head:
        say(f"this address serves an archive of {', '.join(scope['processes'])} only: download it and verify the folder, "
            f"or verify the log it comes from at {verifier.head.origin}")
    return conclude(asked, archive, verifier, is_archive or source.web)

def conclude(asked, archive, verifier, is_whole):
    """The verdict comes last: on the files of an archive, on what was given, on the log."""
    names = {"since", *(name for name, _ in asked.receipt)}
    given = [finding for finding in verifier.findings if finding[2] in names and finding[0] in ("malformed", "signature")]
    wrong = len(verifier.findings) - len(given)
    if (archive.findings or given) and not wrong:
        print("the log itself is what its key signed")
    no_log = f"no log was read at {asked.log}: its address ends as that of its page does, in /log"
    for count, verdict in ((len(archive.findings), "this archive is not the one that was signed"),
                           (len(given), "what was given to compare is damaged, or is not of this log"),
                           (wrong, "this log is not what it should be" if verifier.head else no_log)):
        if count:
            say(f"verify.py: {count} finding{'s' if count > 1 else ''}: {verdict}")
    if archive.findings or verifier.findings:
        return 1
    if not is_whole:
        print("this folder holds a log alone: no page in it was checked")
    erased = ", ".join(f"{reason} {count}" for reason, count in sorted(verifier.erased.items())) or "none"
    print(f"nothing is wrong with the {verifier.head.size} entries; erased parts: {erased}")
    return 0

if __name__ == "__main__":
    sys.exit(main())
