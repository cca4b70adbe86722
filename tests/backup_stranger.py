#!/usr/bin/env python3
"""Restores what Chancery backed up without Chancery: what a stranger needs is here, and in the program `age`.

    backup_stranger.py keys DIR (--share FILE… | --key-fd N) [--out DIR] [--ledger-key KEY]
    backup_stranger.py state DIR [DIR] --identity FILE --out DIR [--ledger-key KEY]

`keys` takes a medium's folder keys-… and as many shares as are wanted, each in a file of its own, or the backup key
in hex as `shamir recover` shows it; every key comes out as PEM. These files and `--out` have to lie in memory.
`state` takes a folder state-…, or an incremental one and the full one it builds on.
KEY is the verifier key of the ledger from paper; without it a backup is only held against what it says of itself.
Nothing is written before everything was checked. Exit code 1, and why, where anything is not as it must be."""
import argparse, base64, hashlib, io, json, os, sqlite3, struct, subprocess, sys, tarfile, tempfile
from pathlib import Path
from cryptography.hazmat.primitives import keywrap, serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from shamir_mnemonic import combine_mnemonics

SPKI = form.Encoding.DER, form.PublicFormat.SubjectPublicKeyInfo
PEM = form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()

def must(holds, why):
    if not holds:
        sys.exit(f"refused: {why}")

def sha256(*parts):
    return hashlib.sha256(b"".join(parts))

def signed(note, key):
    """The text of a note (C2SP signed-note), once the Ed25519 key NAME+ID+BASE64 is seen to have signed it."""
    name, identifier, rest = key.split("+", 2)
    typed = base64.b64decode(rest, validate=True)
    must(typed[0] == 1 and sha256(name.encode(), b"\n", typed).hexdigest()[:8] == identifier, "the ledger key is none")
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    for line in lines.splitlines():
        _dash, signer, signature = line.split(" ")
        octets = base64.b64decode(signature, validate=True)
        if signer == name and octets[:4].hex() == identifier:
            Ed25519PublicKey.from_public_bytes(typed[1:]).verify(octets[4:], text.encode())
            return text
    must(False, "a note is not signed by the ledger key")

def manifest(folder, kind, ledger_key):
    """What a folder says it holds, its digest, the checkpoint's size and root. A state need not be signed."""
    octets, note = (folder / "manifest.json").read_bytes(), folder / "manifest.note"
    said, digest = json.loads(octets), sha256(octets).hexdigest()
    must(said["schema"] == f"chancery/backup-{kind}@1", f"{folder} is no backup of {kind}")
    name, key = said["set" if kind == "keys" else "name"], ledger_key or said["ledger"]["key"]
    if kind == "keys" or note.exists():
        text = f"chancery backup\n{kind} {name}\nsha256 {digest}\n"
        must(signed(note.read_bytes().decode(), key) == text, "the manifest is not the one that was signed")
    origin, size, root = signed(said["ledger"]["checkpoint"], key).splitlines()
    wanted = f"chancery/{said['station']['name']}/{said['station']['mode']}"
    must(origin == wanted and key.startswith(f"{wanted}+"), "the ledger is another station's")
    return said, digest, int(size), base64.b64decode(root).hex()

def backup_key(said, args):
    """The key of 32 octets that wraps the others: handed over, or rebuilt from shares, each judged first."""
    if args.key_fd is not None:
        return bytes.fromhex(os.fdopen(args.key_fd).read().strip())
    gathered, wanted = {}, said["shares"]["threshold"]
    for file in args.share:
        words = " ".join(Path(file).read_text().split())
        for each in said["shares"]["each"]:
            text = f"chancery share\n{said['set']}\n{each['number']}\n{words}\n".encode()
            if sha256(text).hexdigest() == each["check"]:
                gathered[each["number"]] = words
        must(words in gathered.values(), f"{file} is no share of set {said['set']}, or was changed")
    must(len(gathered) >= wanted, f"{len(gathered)} different shares are here, {wanted} are wanted")
    return combine_mnemonics(list(gathered.values())[:wanted])

def keys(args):
    folder, restored = Path(*args.folders), {}
    said, *_ = manifest(folder, "keys", args.ledger_key)
    wrapping = backup_key(said, args)
    for key in said["keys"]:
        must("/" not in key["file"] + key["label"], "a name leads out of the folder")
        blob = (folder / key["file"]).read_bytes()
        must((len(blob), sha256(blob).hexdigest()) == (key["octets"], key["sha256"]), f"{key['file']} was changed")
        # RFC 5649 around PKCS#8: openssl enc -d -id-aes256-wrap-pad -K … -iv A65959A6 -in FILE does the same.
        private = form.load_der_private_key(keywrap.aes_key_unwrap_with_padding(wrapping, blob), None)
        public = form.load_der_public_key(base64.b64decode(key["public_key"]))
        must(private.public_key().public_bytes(*SPKI) == public.public_bytes(*SPKI), f"{key['file']} is another key's")
        restored[key["label"]] = private.private_bytes(*PEM).decode()
    kind = subprocess.check_output(["stat", "-f", "-c", "%T", args.out]) if args.out else b"tmpfs\n"
    must(kind in (b"tmpfs\n", b"ramfs\n"), f"{args.out} does not lie in memory")
    os.umask(0o077)
    for label, pem in restored.items():
        with open(f"{args.out}/{label}.pem", "x") if args.out else open(1, "w", closefd=False) as file:
            file.write(f"# {label}\n{pem}")

def head(leaves):
    """The tree head of RFC 6962, 2.1, from the hashes of its leaves."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256().digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1", head(leaves[:half]), head(leaves[half:])).digest()

def unpack(folder, said, identity, base):
    """The files in data.age by their names. An incremental holds the blocks that differ from the base's database."""
    data, wanted, block = (folder / "data.age").read_bytes(), said["database"], said["database"]["block"]
    must({"octets": len(data), "sha256": sha256(data).hexdigest()} == said["data"], "data.age was changed")
    opened = subprocess.run(["age", "-d", "-i", identity], input=data, stdout=subprocess.PIPE, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(opened)) as tar:
        files = {member.name: tar.extractfile(member).read() for member in tar}
    if base:
        blocks, database = io.BytesIO(files.pop("station.db.blocks")), io.BytesIO(base["station.db"])
        while index := blocks.read(8):  # u64, big-endian, then the block; only the last of the database is short
            at = database.seek(struct.unpack(">Q", index)[0] * block)
            database.write(blocks.read(min(block, wanted["octets"] - at)))
        database.truncate(wanted["octets"])
        files["station.db"] = database.getvalue()
    must(sorted(files) == ["checkpoint.txt", "station.db", "station.toml"], f"it holds {sorted(files)}")
    octets, digest = files["station.db"], sha256(files["station.db"]).hexdigest()
    blocks = [sha256(octets[at:at + block]).hexdigest() for at in range(0, len(octets), block)]
    must({"block": block, "blocks": blocks, "octets": len(octets), "sha256": digest} == wanted, "the database differs")
    must(files["checkpoint.txt"].decode() == said["ledger"]["checkpoint"], "checkpoint.txt is another one")
    return files

def state(args):
    steps = [(folder, *manifest(folder, "state", args.ledger_key)) for folder in map(Path, args.folders)]
    steps.sort(key=lambda step: step[1]["kind"])  # full, incremental
    must([step[1]["kind"] for step in steps] in (["full"], ["full", "incremental"]), "one full, and one incremental")
    files = base = None
    for folder, said, digest, size, root in steps:
        must(said["base"] == base, "the incremental builds on another one")
        files, base = unpack(folder, said, args.identity, files), {"name": said["name"], "manifest": digest}
    with tempfile.TemporaryDirectory(dir=Path(args.out).absolute().parent) as work:
        for name, octets in files.items():
            Path(work, name).write_bytes(octets)
        db = sqlite3.connect(f"file:{work}/station.db?mode=ro&immutable=1", uri=True)
        leaves = [sha256(b"\0", body).digest() for body, in db.execute("SELECT body FROM entry ORDER BY sequence")]
        found = {"size": len(leaves), "root": head(leaves).hex()}
        must(found.items() <= said["ledger"].items(), "the entries do not give the head")
        must(size <= len(leaves) and head(leaves[:size]).hex() == root, "the checkpoint is not of these entries")
        os.mkdir(args.out, 0o700)
        for name in files:
            os.rename(Path(work, name), Path(args.out, name))
    print(json.dumps(found))

if __name__ == "__main__":
    parser = argparse.ArgumentParser(usage=__doc__)
    for name, more in {"kind": {"choices": ["keys", "state"]}, "--key-fd": {"type": int}, "--identity": {}, "--out": {},
                       "--ledger-key": {}, "folders": {"nargs": "+"}, "--share": {"nargs": "+", "default": []}}.items():
        parser.add_argument(name, **more)
    arguments = parser.parse_args()
    try:
        {"keys": keys, "state": state}[arguments.kind](arguments)
    except Exception as error:  # What it says may be of a secret: its kind has to do.
        must(False, f"{type(error).__name__} {error if isinstance(error, OSError) else ''}")
