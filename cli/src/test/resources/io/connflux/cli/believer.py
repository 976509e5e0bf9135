"""Believes what a server tells it of an address, and prints the table that it has come to when a port of it is listened on."""

import asyncio
import json
import sys

import websockets


def end(endpoint):
    address = endpoint["address"]
    return ("[%s]:" if ":" in address else "%s:") % address + endpoint["port"]


async def believe(url, address, mark):
    table, seq = {}, 0
    async with websockets.connect(url) as socket:
        async for line in socket:
            event = json.loads(line)
            assert event["seq"] == seq + 1, "%d after %d" % (event["seq"], seq)
            seq = event["seq"]
            if event["event"] == "baseline":
                print("baseline", flush=True)
            if address not in [event.get(side, {}).get("address") for side in ("local", "remote")]:
                continue
            # Two sockets never share all of it here.
            key = (event["protocol"], end(event["local"]), end(event["remote"]))
            if event["event"] == "closed":
                assert table.pop(key) == event["state"], "closed in another state than it had: " + line
            elif event["event"] == "state-changed":
                assert table[key] == event["previous_state"], "changed from another state than it had: " + line
                table[key] = event["state"]
            else:
                assert key not in table, "opened twice: " + line
                table[key] = event["state"]
            if event["local"]["port"] == mark and event["state"] == "LISTEN":
                break
    for (protocol, local, remote), state in table.items():
        print("row", protocol, state, local, remote)


asyncio.run(believe(*sys.argv[1:]))
