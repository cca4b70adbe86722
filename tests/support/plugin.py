#!/usr/bin/env python3
"""A plugin of age for tests: `age-plugin-tumbler`, recipients `age1tumbler1…`, identities `AGE-PLUGIN-TUMBLER-1…`.

It speaks the stock plugin protocol (recipient-v1 and identity-v1 of C2SP age-plugin) as age-plugin-yubikey does, with
a key that lies in the identity itself where a real one lies in a card. The file key is wrapped as age's own X25519 does
it (ephemeral key, HKDF-SHA256, ChaCha20-Poly1305 with a zero nonce), under a name of its own, so that nothing but this
plugin opens it.

    age-plugin-tumbler --generate           an identity in lines that age reads, its recipient in a comment
    age-plugin-tumbler --generate --asking  the same for one that asks for the PIN 314159 before it opens anything
"""
import base64
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NAME, RECIPIENT, IDENTITY, STANZA = "tumbler", "age1tumbler", "age-plugin-tumbler-", "tumbler"
PIN, ASKING = "314159", b"\x01"

# Bech32 (BIP 173), without its limit of 90 characters ---------------------------------------------------------------

DIGITS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def polymod(values):
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= term if top >> bit & 1 else 0
    return check


def spread(prefix):
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def regroup(values, size, into, padded):
    bits = "".join(format(value, f"0{size}b") for value in values)
    if padded:
        bits += "0" * (-len(bits) % into)
    elif "1" in bits[len(bits) // into * into:]:
        raise ValueError("padding is not zero")
    return [int(bits[at:at + into], 2) for at in range(0, len(bits) // into * into, into)]


def encode(prefix, octets):
    data = regroup(octets, 8, 5, True)
    check = polymod(spread(prefix) + data + [0] * 6) ^ 1
    return prefix + "1" + "".join(DIGITS[d] for d in data + [check >> 5 * (5 - i) & 31 for i in range(6)])


def decode(text, prefix):
    found, _, rest = text.lower().rpartition("1")
    data = [DIGITS.index(c) for c in rest]
    if found != prefix or polymod(spread(found) + data) != 1:
        raise ValueError("not one of ours")
    return bytes(regroup(data[:-6], 5, 8, False))


# The wrapping -------------------------------------------------------------------------------------------------------

def cipher(shared, ephemeral, recipient):
    return ChaCha20Poly1305(HKDF(SHA256(), 32, ephemeral + recipient, b"age-plugin-tumbler").derive(shared))


def wrap(file_key, recipient):
    own = X25519PrivateKey.generate()
    ephemeral, shared = own.public_key().public_bytes_raw(), own.exchange(X25519PublicKey.from_public_bytes(recipient))
    return ephemeral, cipher(shared, ephemeral, recipient).encrypt(bytes(12), file_key, None)


def unwrap(key, ephemeral, body):
    private = X25519PrivateKey.from_private_bytes(key)
    shared = private.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    return cipher(shared, ephemeral, private.public_key().public_bytes_raw()).decrypt(bytes(12), body, None)


# Stanzas: `-> words`, then the body in unpadded base64, 64 digits a line, the last line shorter ---------------------

def read():
    words = sys.stdin.readline().split()
    if not words or words.pop(0) != "->":
        sys.exit(f"{NAME}: what speaks to the plugin does not speak its protocol")
    text = line = sys.stdin.readline().rstrip("\n")
    while len(line) == 64:
        line = sys.stdin.readline().rstrip("\n")
        text += line
    return words[0], words[1:], unbase64(text)


def write(*words, body=b""):
    text = base64.b64encode(body).decode().rstrip("=")
    lines = [text[at:at + 64] for at in range(0, len(text) + 1, 64)]
    sys.stdout.write("-> " + " ".join(words) + "\n" + "\n".join(lines) + "\n")
    sys.stdout.flush()


def unbase64(text):
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def ask(*words, body=b""):
    """Says something in the second phase, where every stanza is answered; the answer."""
    write(*words, body=body)
    return read()


def first_phase():
    stanzas = []
    while not stanzas or stanzas[-1][0] != "done":
        stanzas.append(read())
    return stanzas


# The two machines -----------------------------------------------------------------------------------------------------

def recipients():
    keys, files, wrong, kinds = [], [], [], {"recipient": -1, "identity": -1}
    for word, arguments, body in first_phase():
        if word in ("add-recipient", "add-identity"):
            kind = word[4:]
            kinds[kind] += 1
            try:
                octets = decode(arguments[0], RECIPIENT if kind == "recipient" else IDENTITY)
                private = kind == "identity" and X25519PrivateKey.from_private_bytes(octets[:32])
                keys.append(private.public_key().public_bytes_raw() if private else octets)
                X25519PublicKey.from_public_bytes(keys[-1])
            except (ValueError, IndexError):
                wrong.append((kind, str(kinds[kind])))
        elif word == "wrap-file-key":
            files.append(body)
    for kind, index in wrong:
        ask("error", kind, index, body=f"this is no {kind} of {NAME}".encode())
    if not wrong:
        for number, file_key in enumerate(files):
            for ephemeral, body in (wrap(file_key, key) for key in keys):
                words = base64.b64encode(ephemeral).decode().rstrip("=")
                ask("recipient-stanza", str(number), STANZA, words, body=body)
    write("done")


def identities():
    keys, stanzas, wrong, count = [], [], [], 0
    for word, arguments, body in first_phase():
        if word == "add-identity":
            try:
                octets = decode(arguments[0], IDENTITY)
                keys.append((str(count), octets[:32], octets[32:] == ASKING))
            except ValueError:
                wrong.append(str(count))
            count += 1
        elif word == "recipient-stanza" and arguments[1] == STANZA:
            stanzas.append((arguments[0], unbase64(arguments[2]), body))
    for index in wrong:
        ask("error", "identity", index, body=f"this is no identity of {NAME}".encode())
    opened = set()
    for index, key, asking in keys if stanzas and not wrong else []:
        if asking:
            answer, _, said = ask("request-secret", body=b"PIN of the tumbler")
            if answer != "ok" or said.decode() != PIN:
                ask("error", "identity", index, body=b"that is not the PIN of the tumbler")
                continue
        for number, ephemeral, body in stanzas:
            try:
                if number not in opened:
                    ask("file-key", number, body=unwrap(key, ephemeral, body))
                    opened.add(number)
            except (InvalidTag, ValueError):
                pass  # Sealed to another.
    write("done")


def generate(asking):
    key = X25519PrivateKey.generate()
    recipient = encode(RECIPIENT, key.public_key().public_bytes_raw())
    identity = encode(IDENTITY, key.private_bytes_raw() + (ASKING if asking else b"")).upper()
    print(f"# recipient: {recipient}\n{identity}")


match sys.argv[1:]:
    case ["--age-plugin=recipient-v1"]:
        recipients()
    case ["--age-plugin=identity-v1"]:
        identities()
    case ["--generate", *rest]:
        generate("--asking" in rest)
    case _:
        sys.exit(__doc__)
