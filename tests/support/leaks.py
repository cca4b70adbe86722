"""Leaks what it reads on standard input, a key and the words of a share in hex, in every form to every place, files
into the folder that is its argument. Each leak has a sentence of its own around it, as it would in a log."""
import base64
import mmap
import os
import socket
import subprocess
import sys

folder = sys.argv[1]
secret, words = bytes.fromhex(sys.stdin.readline()), bytes.fromhex(sys.stdin.readline()).decode()
FORMS = {
    "plain": secret,
    "hex": secret.hex().encode(),
    "hex in capitals": secret.hex().upper().encode(),
    "hex with colons": secret.hex(":").encode(),
    "numbers": str(list(secret)).encode(),
    "base64-0": base64.b64encode(secret),
    "base64-1": base64.b64encode(b"1" + secret),
    "base64-2": base64.b64encode(b"22" + secret),
    "words": words.encode(),
    "words in lines": "\n".join(f"{number}. {word.upper()}" for number, word in enumerate(words.split())).encode(),
    "words in hex": words.encode().hex().encode(),
}


def path(name):
    return os.path.join(folder, name)


def opened(name):
    return os.open(path(name), os.O_RDWR | os.O_CREAT, 0o600)


def to_file(text):
    os.write(opened("file"), text)


def in_pieces(text):
    descriptor = opened("pieces")
    for at in range(0, len(text), 5):
        os.write(descriptor, text[at:at + 5])


def at_a_place(text):
    os.pwrite(opened("place"), text, 100)


def in_vectors(text):
    os.writev(opened("vectors"), [text[:7], text[7:]])


def to_file_removed(text):
    descriptor = opened("removed")
    os.unlink(path("removed"))
    os.write(descriptor, text)


def to_file_renamed(text):
    os.write(opened(".core"), text)
    os.rename(path(".core"), path("core"))


def mapped(text, name="mapped"):
    descriptor = opened(name)
    os.ftruncate(descriptor, 100_000)
    with mmap.mmap(descriptor, 100_000) as memory:
        memory[:len(text)] = text


def to_pipe(text):
    subprocess.run(["cat"], input=text, stdout=subprocess.DEVNULL, check=True)


def to_socket(text):
    one, _other = socket.socketpair()
    one.sendmsg([text])


def to_standard_error(text):
    os.write(2, text)


def as_argument(text):
    subprocess.run(["true", text.replace(b"\0", b"")], check=True)


def in_environment(text):
    subprocess.run(["/bin/true"], env={b"LEAK": text.replace(b"\0", b"")}, check=True)


def as_name(text):
    open(path(text.replace(b"/", b"").replace(b"\0", b"")[:200].decode("latin-1").encode()), "w").close()


def as_attribute(text):
    os.setxattr(opened("attribute"), b"user.leak", text[:2000])


PLACES = [to_file, in_pieces, at_a_place, in_vectors, to_file_removed, to_file_renamed, mapped, to_pipe, to_socket,
          to_standard_error, as_argument, in_environment]
folder_of_all = folder
for place in PLACES:
    for form, text in FORMS.items():
        folder = os.path.join(folder_of_all, f"{place.__name__} of {form}")
        os.mkdir(folder)
        place(b"The word is: " + text + b" -- end\n")
