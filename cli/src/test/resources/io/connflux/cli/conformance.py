"""Sends a WebSocket server what it must answer, and what it must refuse, with Autobahn's client.

The numbers are those of the cases of the Autobahn test suite that it does the same as. The server takes no messages: where the
suite expects an echo, 1003 is expected here, and 1009 where the message is longer than it reads at all.
Prints a line for each case: number, what is sent, what is expected, what came.
"""

import asyncio
import sys

from autobahn.asyncio.websocket import WebSocketClientFactory, WebSocketClientProtocol

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
LAST = b"the last ping"
REFUSED, TOO_LONG, WRONG, NOT_UTF8 = "close 1003", "close 1009", "close 1002", "close 1007"
# The first frame is refused, the second is wrong, and both may arrive together.
EITHER = "close 1002 or close 1003"


def frame(opcode, payload=b"", **how):
    return lambda client: client.sendFrame(opcode, payload, **how)


def frames(*parts):
    return lambda client: [part(client) for part in parts]


def close(code, reason=b""):
    return frame(CLOSE, code.to_bytes(2, "big") + reason)


def pongs(*payloads):
    return "pongs " + " ".join(payload.hex() or "-" for payload in payloads)


CASES = [("1.1.%d" % i, "a text of %d bytes" % size, frame(TEXT, b"*" * size), expected)
         for i, (size, expected) in enumerate([(0, REFUSED), (125, REFUSED), (126, REFUSED), (127, REFUSED), (128, REFUSED),
                                               (65535, TOO_LONG), (65536, TOO_LONG)], 1)]
CASES += [("1.1.8", "a text of 65536 bytes in pieces of 997", frame(TEXT, b"*" * 65536, chopsize=997), TOO_LONG)]
CASES += [("1.2.%d" % i, "a binary message of %d bytes" % size, frame(BINARY, b"\xfe" * size), expected)
          for i, (size, expected) in enumerate([(0, REFUSED), (125, REFUSED), (126, REFUSED), (65536, TOO_LONG)], 1)]
CASES += [
    ("2.1", "an empty ping", frame(PING), pongs(b"")),
    ("2.2", "a ping with text", frame(PING, b"Hello, world!"), pongs(b"Hello, world!")),
    ("2.3", "a ping with bytes", frame(PING, b"\x00\xff\xfe\xfd"), pongs(b"\x00\xff\xfe\xfd")),
    ("2.4", "a ping of 125 bytes", frame(PING, b"\xfe" * 125), pongs(b"\xfe" * 125)),
    ("2.5", "a ping of 126 bytes", frame(PING, b"\xfe" * 126), WRONG),
    ("2.6", "a ping of 125 bytes, byte by byte", frame(PING, b"\xfe" * 125, chopsize=1), pongs(b"\xfe" * 125)),
    ("2.7", "an empty pong that was not asked for", frame(PONG), "pongs"),
    ("2.8", "a pong that was not asked for", frame(PONG, b"unsolicited"), "pongs"),
    ("2.9", "a pong and a ping", frames(frame(PONG, b"unsolicited"), frame(PING, b"ping")), pongs(b"ping")),
    ("2.10", "ten pings", frames(*[frame(PING, b"%d" % i) for i in range(10)]), pongs(*[b"%d" % i for i in range(10)])),
]
CASES += [("3.%d" % rsv, "reserved bits %d" % rsv, frame(opcode, b"x", rsv=rsv), WRONG)
          for rsv, opcode in enumerate([TEXT, TEXT, TEXT, TEXT, PING, BINARY, PONG], 1)]
CASES += [("4.1.%d" % (opcode - 2), "reserved opcode %d" % opcode, frame(opcode, b"x"), WRONG) for opcode in range(3, 8)]
CASES += [("4.2.%d" % (opcode - 10), "reserved opcode %d" % opcode, frame(opcode, b"x"), WRONG) for opcode in range(11, 16)]
CASES += [
    ("5.1", "a ping in fragments", frames(frame(PING, b"a", fin=False), frame(CONTINUATION, b"b")), WRONG),
    ("5.2", "a pong in fragments", frames(frame(PONG, b"a", fin=False), frame(CONTINUATION, b"b")), WRONG),
    ("5.3", "a text in fragments", frames(frame(TEXT, b"a", fin=False), frame(CONTINUATION, b"b")), REFUSED),
    ("5.6", "a ping within a text in fragments",
     frames(frame(TEXT, b"a", fin=False), frame(PING, b"p"), frame(CONTINUATION, b"b")), REFUSED),
    ("5.9", "the end of a message that did not begin", frame(CONTINUATION, b"a"), WRONG),
    ("5.12", "a part of a message that did not begin", frame(CONTINUATION, b"a", fin=False), WRONG),
    ("5.18", "a text within a text", frames(frame(TEXT, b"a", fin=False), frame(TEXT, b"b")), EITHER),
    ("6.3.1", "a text that is no UTF-8", frame(TEXT, b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80"), REFUSED),
    ("7.1.1", "a close frame", close(1000), "close 1000"),
    ("7.1.3", "a ping behind a close frame", frames(close(1000), frame(PING, b"late")), "close 1000"),
    ("7.1.4", "a text behind a close frame", frames(close(1000), frame(TEXT, b"late")), "close 1000"),
    ("7.1.6", "256 kB and a close frame", frames(frame(BINARY, b"*" * 262144), close(1000)), TOO_LONG),
    ("7.3.1", "an empty close frame", frame(CLOSE), "close None"),
    ("7.3.2", "a close frame of one byte", frame(CLOSE, b"a"), WRONG),
    ("7.3.4", "a close frame with a reason", close(1000, b"Hello World!"), "close 1000"),
    ("7.3.5", "a close frame with a reason of 123 bytes", close(1000, b"*" * 123), "close 1000"),
    ("7.3.6", "a close frame with a reason of 124 bytes", close(1000, b"*" * 124), WRONG),
    ("7.5.1", "a reason that is no UTF-8", close(1000, b"\xce\xba\xe1\xbd\xb9\xed\xa0\x80edited"), NOT_UTF8),
]
CASES += [("7.7.%d" % i, "close code %d" % code, close(code), "close %d" % code)
          for i, code in enumerate([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999], 1)]
CASES += [("7.9.%d" % i, "close code %d" % code, close(code), WRONG)
          for i, code in enumerate([0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999], 1)]
CASES += [
    ("9.1", "a text of 4 MiB", frame(TEXT, b"*" * 4194304), TOO_LONG),
    ("long", "a text of 64 kB in fragments of 1000 bytes",
     frames(frame(TEXT, b"*" * 1000, fin=False), *[frame(CONTINUATION, b"*" * 1000, fin=False) for _ in range(63)]), REFUSED),
    ("unmasked", "a ping without a mask", "unmasked", WRONG),
]


class Client(WebSocketClientProtocol):

    def onOpen(self):
        self.came = []
        self.closed = False
        send = self.factory.send
        if send == "unmasked":
            self.maskClientFrames = False
            send = frame(PING, b"bare")
        send(self)
        if self.factory.expected.startswith("pongs"):
            self.sendFrame(PING, LAST)

    def onPong(self, payload):
        if payload == LAST:
            self.factory.done("pongs" + "".join(" " + (pong.hex() or "-") for pong in self.came))
        else:
            self.came.append(payload)

    def onCloseFrame(self, code, reason):
        self.closed = True
        self.factory.came = "close %s" % code
        return super().onCloseFrame(code, reason)

    def connection_lost(self, error):
        came = getattr(self.factory, "came", "no close frame")
        # What this side still writes behind a close frame that it has read concerns nobody.
        self.factory.done(came if error is None or getattr(self, "closed", False) else "%s, then %r" % (came, error))
        super().connection_lost(error)


async def run(url, send, expected):
    loop = asyncio.get_running_loop()
    result = loop.create_future()
    factory = WebSocketClientFactory(url, loop=loop)
    factory.protocol = Client
    factory.send, factory.expected = send, expected
    factory.done = lambda came: result.done() or result.set_result(came)
    # What the server sends must be right in every respect, too.
    factory.setProtocolOptions(utf8validateIncoming=True, acceptMaskedServerFrames=False, failByDrop=False,
                               openHandshakeTimeout=30)
    transport, _ = await loop.create_connection(factory, "127.0.0.1", int(url.split(":")[2].split("/")[0]))
    try:
        return await asyncio.wait_for(result, 30)
    except asyncio.TimeoutError:
        return "nothing for 30 s"
    finally:
        if not transport.is_closing():
            transport.abort()


async def main(url):
    for number, what, send, expected in CASES:
        print("\t".join([number, what, expected, await run(url, send, expected)]), flush=True)


asyncio.run(main(sys.argv[1]))
