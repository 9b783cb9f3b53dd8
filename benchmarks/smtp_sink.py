"""A counting SMTP server for benchmarks and kill tests: takes everything, keeps nothing but counts.

    python benchmarks/smtp_sink.py [--port 2525] [--control 2526] [--delay-ms 0] [--no-pipelining]

It listens on 127.0.0.1 only and prints `ready PORT CONTROL`; port 0 lets the system choose.
The delay comes before the answer to the contents, on every connection for itself.
Control port, one command a connection, one line of JSON back:
STATS, COUNTS (mails by recipient), RESET, DELAY milliseconds.
"""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Callable

END = b"\r\n.\r\n"


class Tally:
    """What arrived so far, and how slowly to answer."""

    def __init__(self, delay: float = 0, pipelining: bool = True) -> None:
        self.delay = delay
        # The first line names the server; what it can do begins with the second.
        able = [b"PIPELINING"] if pipelining else []
        self.greeting = b"".join(b"250-%s\r\n" % word for word in [b"sink", *able, b"8BITMIME"])
        self.greeting += b"250 SMTPUTF8\r\n"
        self.reset()

    def reset(self) -> None:
        self.mails = self.octets = self.connections = 0
        self.by_recipient: Counter[str] = Counter()

    def add(self, recipients: list[str], size: int) -> None:
        self.mails += 1
        self.octets += size
        self.by_recipient.update(recipients)

    def stats(self) -> dict[str, int]:
        unique = len(self.by_recipient)
        return {
            "mails": self.mails,
            "octets": self.octets,
            "connections": self.connections,
            "unique": unique,
            "duplicates": self.by_recipient.total() - unique,
        }


class Session(asyncio.Protocol):
    """One client; a mail counts when its 250 is written, not before."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.buffer = bytearray()
        self.recipients: list[str] = []
        self.in_data = self.answering = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.tally.connections += 1
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, chunk: bytes) -> None:
        self.buffer += chunk
        if not self.answering:
            self.work()

    def work(self) -> None:
        while not self.answering and (self.contents() if self.in_data else self.command()):
            pass

    def command(self) -> bool:
        end = self.buffer.find(b"\r\n")
        if end < 0:
            return False
        line = bytes(self.buffer[:end])
        del self.buffer[: end + 2]
        verb, answer = line[:4].upper(), b"250 ok\r\n"
        if verb == b"RCPT":
            self.recipients.append(line[line.find(b"<") + 1 : line.find(b">")].decode("latin1"))
        elif verb == b"DATA":
            self.in_data, answer = True, b"354 go\r\n"
        elif verb == b"EHLO":
            answer = self.tally.greeting
        elif verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
            return False
        else:
            self.recipients = []
        self.transport.write(answer)
        return True

    def contents(self) -> bool:
        end = self.buffer.find(END)
        if end < 0:
            return False
        del self.buffer[: end + len(END)]
        self.in_data = False
        if self.tally.delay:
            self.answering = True
            asyncio.get_running_loop().call_later(self.tally.delay, self.accept_late, end)
        else:
            self.accept(end)
        return True

    def accept_late(self, size: int) -> None:
        self.answering = False
        if not self.transport.is_closing():
            self.accept(size)
            self.work()

    def accept(self, size: int) -> None:
        self.tally.add(self.recipients, size)
        self.recipients = []
        self.transport.write(b"250 ok\r\n")


def control(tally: Tally) -> Callable:
    """The handler of the control port."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        words = (await reader.readline()).decode().split() or [""]
        if words[0] == "RESET":
            tally.reset()
        elif words[0] == "DELAY":
            tally.delay = float(words[1]) / 1000
        answer = dict(tally.by_recipient) if words[0] == "COUNTS" else tally.stats()
        writer.write(json.dumps(answer).encode() + b"\n")
        await writer.drain()
        writer.close()

    return handle


async def serve(options: argparse.Namespace) -> None:
    tally = Tally(options.delay_ms / 1000, options.pipelining)
    loop = asyncio.get_running_loop()
    mail = await loop.create_server(lambda: Session(tally), "127.0.0.1", options.port, backlog=512)
    side = await asyncio.start_server(control(tally), "127.0.0.1", options.control)
    ports = [server.sockets[0].getsockname()[1] for server in (mail, side)]
    print("ready", *ports, flush=True)
    await mail.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=2525)
    parser.add_argument("--control", type=int, default=2526)
    parser.add_argument("--delay-ms", type=float, default=0)
    parser.add_argument("--no-pipelining", dest="pipelining", action="store_false")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
