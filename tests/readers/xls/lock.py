#!/usr/bin/python3
"""lock.py -- workbooks locked with a password, in every way that is read.

usage: lock.py [FOLDER]    (default: beside this script)

Written after [MS-OFFCRYPTO] apart from the reader it tests, with the
`cryptography` package; each result is opened once with msoffcrypto-tool, so
that two others agree before ours is asked.  One more is saved by LibreOffice.
Needs python3-openpyxl, python3-xlwt, python3-cryptography, python3-olefile,
python3-msoffcrypto-tool, python3-uno, libreoffice-calc.
"""
import base64
import hashlib
import hmac
import io
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time

import msoffcrypto
import olefile
import openpyxl
import xlwt
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

HERE = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(__file__))
PASSWORD = "名册2022𠀀"
DEFAULT = "VelvetSweatshop"


def chance(name, n):
    """n bytes that look random and are the same every time."""
    return hashlib.shake_128(name.encode()).digest(n)


def rows():
    yield ["姓名", "身份证号", "金额", "学校", "年级"]
    for i in range(200):
        yield [f"学生{i}", f"50029920150101{i:03d}X", i * 12.5, "汉葭小学", "三年级"]


def as_xlsx():
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = __import__("datetime").datetime(2022, 9, 1)
    for row in rows():
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_xls_stream():
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名册")
    for r, row in enumerate(rows()):
        for c, v in enumerate(row):
            sheet.write(r, c, v)
    out = io.BytesIO()
    book.save(out)
    return olefile.OleFileIO(io.BytesIO(out.getvalue())).openstream("Workbook").read()


def compound(streams):
    """A compound file of sectors of 512 bytes; a stream below 4096 bytes in mini sectors."""
    def pad(b, unit):
        return b + bytes(-len(b) % unit)
    mini = mini_fat = b""
    body, fat, entries = b"", [], []

    def chain(data):
        nonlocal body
        first, count = len(fat), len(pad(data, 512)) // 512
        fat.extend(first + i + 1 for i in range(count - 1))
        fat.append(0xFFFFFFFE)
        body += pad(data, 512)
        return first
    for name, data in streams:
        if len(data) >= 4096:
            entries.append((name, 2, chain(data), len(data)))
            continue
        first, count = len(mini) // 64, len(pad(data, 64)) // 64
        entries.append((name, 2, first, len(data)))
        mini += pad(data, 64)
        mini_fat += b"".join(struct.pack("<I", first + i + 1) for i in range(count - 1))
        mini_fat += struct.pack("<I", 0xFFFFFFFE)
    root = (chain(mini), len(mini)) if mini else (0xFFFFFFFE, 0)
    mini_at = chain(pad(mini_fat, 512)) if mini else 0xFFFFFFFE
    directory = b""
    for i, (name, kind, first, size) in enumerate([("Root Entry", 5) + root] + entries):
        wide = (name + "\0").encode("utf-16-le")
        right = i + 1 if 0 < i < len(entries) else 0xFFFFFFFF
        directory += (wide + bytes(64 - len(wide)) +
                      struct.pack("<HBBIII", len(wide), kind, 1, 0xFFFFFFFF, right,
                                  1 if i == 0 else 0xFFFFFFFF) + bytes(36) +
                      struct.pack("<IQ", first, size))
    dir_at = chain(pad(directory, 512))
    n_fat = 1
    while n_fat * 128 < len(fat) + n_fat:
        n_fat += 1
    fat_at = len(fat)
    fat += [0xFFFFFFFD] * n_fat
    fat += [0xFFFFFFFF] * (n_fat * 128 - len(fat))
    body += struct.pack(f"<{len(fat)}I", *fat)
    header = (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) +
              struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, n_fat, dir_at, 0, 4096,
                          mini_at, len(mini_fat) // 512 + bool(len(mini_fat) % 512), 0xFFFFFFFE, 0))
    header += struct.pack("<109I", *[fat_at + i if i < n_fat else 0xFFFFFFFF for i in range(109)])
    return header + body


def save(name, data, password=PASSWORD):
    if "192" in name:  # msoffcrypto-tool takes the padding of a key of 24 bytes for its end
        with open(os.path.join(HERE, name), "wb") as f:
            f.write(data)
        return
    book = msoffcrypto.OfficeFile(io.BytesIO(data))
    book.load_key(password=password)
    book.decrypt(io.BytesIO())
    with open(os.path.join(HERE, name), "wb") as f:
        f.write(data)


def aes(key, iv, data):
    c = Cipher(algorithms.AES(key), modes.CBC(iv) if iv else modes.ECB()).encryptor()
    return c.update(data + bytes(-len(data) % 16)) + c.finalize()


def agile(name, digest, bits, spin):
    def h(*parts):
        return hashlib.new(digest, b"".join(parts)).digest()

    def fit(b, n):
        return (b + b"\x36" * n)[:n]
    size, key_bytes = hashlib.new(digest).digest_size, bits // 8
    key_salt, data_salt = chance(name + "k", 16), chance(name + "d", 16)
    key, hmac_key = chance(name + "s", key_bytes), chance(name + "h", size)
    spun = h(key_salt, PASSWORD.encode("utf-16-le"))
    for i in range(spin):
        spun = h(struct.pack("<I", i), spun)

    def with_password(block, value):
        return aes(fit(h(spun, bytes.fromhex(block)), key_bytes), key_salt, value)

    def with_key(block, value):
        return aes(key, fit(h(data_salt, block), 16), value)
    plain, verifier = as_xlsx(), chance(name + "v", 16)
    package = struct.pack("<Q", len(plain)) + b"".join(
        with_key(struct.pack("<I", i), plain[i * 4096:(i + 1) * 4096])
        for i in range((len(plain) + 4095) // 4096))
    mac = hmac.new(hmac_key, package, digest).digest()

    def b64(b):
        return base64.b64encode(b).decode()
    common = (f'saltSize="16" blockSize="16" keyBits="{bits}" hashSize="{size}" '
              f'cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" '
              f'hashAlgorithm="{digest.upper()}"')
    xml = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
           '<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" '
           'xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
           f'<keyData {common} saltValue="{b64(data_salt)}"/>'
           f'<dataIntegrity encryptedHmacKey="{b64(with_key(bytes.fromhex("5fb2ad010cb9e1f6"), hmac_key))}" '
           f'encryptedHmacValue="{b64(with_key(bytes.fromhex("a0677f02b22c8433"), mac))}"/>'
           '<keyEncryptors><keyEncryptor '
           'uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
           f'<p:encryptedKey spinCount="{spin}" {common} saltValue="{b64(key_salt)}" '
           f'encryptedVerifierHashInput="{b64(with_password("fea7d2763b4b9e79", verifier))}" '
           f'encryptedVerifierHashValue="{b64(with_password("d7aa0f6d3061344e", h(verifier)))}" '
           f'encryptedKeyValue="{b64(with_password("146e0be7abacd0d6", key))}"/>'
           '</keyEncryptor></keyEncryptors></encryption>')
    info = struct.pack("<HHI", 4, 4, 0x40) + xml.encode()
    save(name, compound([("EncryptionInfo", info), ("EncryptedPackage", package)]))


def standard(name, bits):
    salt = chance(name, 16)
    sha1 = lambda *parts: hashlib.sha1(b"".join(parts)).digest()
    spun = sha1(salt, PASSWORD.encode("utf-16-le"))
    for i in range(50000):
        spun = sha1(struct.pack("<I", i), spun)
    spun = sha1(spun, bytes(4)) + bytes(44)
    key = (sha1(bytes(b ^ 0x36 for b in spun)) + sha1(bytes(b ^ 0x5C for b in spun)))[:bits // 8]
    verifier, plain = chance(name + "v", 16), as_xlsx()
    provider = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    header = struct.pack("<8I", 0x24, 0, 0x660E + (bits - 128) // 64, 0x8004, bits, 24, 0, 0)
    info = struct.pack("<HHII", 4, 2, 0x24, len(header + provider)) + header + provider
    info += struct.pack("<I", 16) + salt + aes(key, None, verifier)
    info += struct.pack("<I", 20) + aes(key, None, sha1(verifier))
    package = struct.pack("<Q", len(plain)) + aes(key, None, plain)
    save(name, compound([("EncryptionInfo", info), ("EncryptedPackage", package)]))


def rc4(key, data):
    return Cipher(algorithms.ARC4(key), None).encryptor().update(data)


def xls(name, way, password=PASSWORD):
    salt, verifier = chance(name, 16), chance(name + "v", 16)
    wide = password.encode("utf-16-le")
    if way == "97":
        part = hashlib.md5(wide).digest()[:5]
        base = hashlib.md5((part + salt) * 16).digest()[:5]
        key = lambda block: hashlib.md5(base + struct.pack("<I", block)).digest()
        both = rc4(key(0), verifier + hashlib.md5(verifier).digest())
        body = struct.pack("<HHH", 1, 1, 1) + salt + both
    else:
        bits = int(way)
        base = hashlib.sha1(salt + wide).digest()

        def key(block):
            k = hashlib.sha1(base + struct.pack("<I", block)).digest()[:bits // 8]
            return k + bytes(11) if bits == 40 else k
        both = rc4(key(0), verifier + hashlib.sha1(verifier).digest())
        provider = "Microsoft Enhanced Cryptographic Provider v1.0\0".encode("utf-16-le")
        header = struct.pack("<8I", 4, 0, 0x6801, 0x8004, bits, 1, 0, 0) + provider
        body = struct.pack("<HHHII", 1, 4, 2, 4, len(header)) + header
        body += struct.pack("<I", 16) + salt + both[:16] + struct.pack("<I", 20) + both[16:]
    plain = as_xls_stream()
    at, out, mask, added = 0, bytearray(), bytearray(), 4 + len(body)
    while at + 4 <= len(plain):
        number, n = struct.unpack("<HH", plain[at:at + 4])
        record = bytearray(plain[at:at + 4 + n])
        if number == 0x0085:  # the sheet moves by the record that is put in
            record[4:8] = struct.pack("<I", struct.unpack("<I", record[4:8])[0] + added)
        open_bytes = n if number == 0x0809 or number == 0x00E1 else 4 if number == 0x0085 else 0
        out += record
        mask += bytes(4 + open_bytes) + b"\xFF" * (n - open_bytes)
        if at == 0:
            out += struct.pack("<HH", 0x002F, len(body)) + body
            mask += bytes(added)
        at += 4 + n
    for block in range(0, len(out), 1024):
        stream = rc4(key(block // 1024), bytes(1024))
        for i in range(block, min(block + 1024, len(out))):
            out[i] ^= stream[i - block] & mask[i]
    data = compound([("Workbook", bytes(out) + bytes(max(0, 4096 - len(out))))])
    save(name, data, password)


def by_office(name):
    """LibreOffice locks as Office 2007 did."""
    import uno
    from com.sun.star.beans import NamedValue, PropertyValue

    def filled(thing, key, value):
        thing.Name, thing.Value = key, value
        return thing
    work = tempfile.mkdtemp()
    with open(work + "/plain.xlsx", "wb") as f:
        f.write(as_xlsx())
    office = subprocess.Popen(
        ["soffice", f"-env:UserInstallation=file://{work}/profile", "--headless", "--norestore",
         f"--accept=pipe,name=lock{os.getpid()};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", here)
    for _ in range(120):
        try:
            there = resolver.resolve(
                f"uno:pipe,name=lock{os.getpid()};urp;StarOffice.ComponentContext")
            break
        except Exception:
            time.sleep(0.5)
    desktop = there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
    book = desktop.loadComponentFromURL(f"file://{work}/plain.xlsx", "_blank", 0,
                                        (filled(PropertyValue(), "Hidden", True),))
    data = uno.Any("[]com.sun.star.beans.NamedValue",
                   (filled(NamedValue(), "OOXPassword", PASSWORD),
                    filled(NamedValue(), "CryptoType", "StrongEncryptionDataSpace")))
    book.storeToURL(f"file://{work}/locked.xlsx",
                    (filled(PropertyValue(), "FilterName", "Calc MS Excel 2007 XML"),
                     filled(PropertyValue(), "EncryptionData", data)))
    book.close(True)
    try:
        desktop.terminate()
    except Exception:
        pass
    office.wait()
    with open(work + "/locked.xlsx", "rb") as f:
        save(name, f.read())
    shutil.rmtree(work)


agile("locked_agile_512_256.xlsx", "sha512", 256, 100000)
agile("locked_agile_1_128.xlsx", "sha1", 128, 1000)
agile("locked_agile_256_256.xlsx", "sha256", 256, 1000)
agile("locked_agile_384_192.xlsx", "sha384", 192, 1000)
standard("locked_standard_128.xlsx", 128)
standard("locked_standard_256.xlsx", 256)
xls("locked_97.xls", "97")
xls("locked_api_40.xls", "40")
xls("locked_api_128.xls", "128")
xls("locked_default.xls", "97", DEFAULT)
by_office("locked_office.xlsx")
