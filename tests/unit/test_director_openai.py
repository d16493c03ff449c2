"""A model directs by tool calls over real HTTP; when it is away or talks nonsense, the grammar does."""

import json
import logging
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import i2v_widgets as i2v
from i2v_widgets.backend.director import direct
from i2v_widgets.backend.director.tools import read_call, tools
from i2v_widgets.draft import Draft
from i2v_widgets.draft import edits as e
from tests.unit import backend_kit as kit
from tests.unit.director_cases import photos

KEY = "sk-very-secret"


def call(name, /, **args):
    return {"id": f"call_{name}", "type": "function", "function": {"name": name, "arguments": json.dumps(args)}}


def calls(*made):
    return {"role": "assistant", "content": None, "tool_calls": list(made)}


def words(text):
    return {"role": "assistant", "content": text}


@contextmanager
def model(*answers):
    """A server that speaks chat completions: each request gets the next answer, a message, or bytes and a status."""
    asked, left = [], list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            asked.append({"path": self.path, "key": self.headers.get("authorization"), **body})
            answer = left.pop(0)
            if callable(answer):
                answer = answer(body)
            status, data = answer if isinstance(answer, tuple) else (200, answer)
            if isinstance(data, dict):
                data = json.dumps({"choices": [{"index": 0, "message": data, "finish_reason": "stop"}]}).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def film(url, said, draft=None, **more):
    director = i2v.OpenAIDirector(url, "tiny", api_key=KEY, timeout=5)
    return director(said, draft=draft or Draft(), media=photos(3), **more)


def test_tool_calls_become_typed_edits_and_the_model_has_the_last_word():
    made = calls(call("edit_make", media=["m2", "m1"], each=2), call("edit_music", mood="lofi"))
    with model(made, words("Two photos with lo-fi music.")) as (url, asked):
        answer = film(url, "the first two, backwards, with lo-fi")
    assert [c.name for c in answer.draft.clips] == ["p1", "p0"]
    assert answer.draft.duration == 4
    assert answer.draft.segments("audio")[0].mood == "lofi"
    assert (answer.reply, answer.step) == ("Two photos with lo-fi music.", "edit")
    assert [name for name, _, _ in answer.calls] == ["edit_make", "edit_music"]
    assert e.apply(Draft(), answer.edits, photos(3)) == answer.draft
    assert {a["path"] for a in asked} == {"/v1/chat/completions"}
    assert {a["key"] for a in asked} == {f"Bearer {KEY}"}
    assert asked[0]["model"] == "tiny"
    assert asked[0]["messages"][-1] == {"role": "user", "content": "the first two, backwards, with lo-fi"}
    results = [m for m in asked[1]["messages"] if m["role"] == "tool"]
    assert [r["tool_call_id"] for r in results] == ["call_edit_make", "call_edit_music"]
    assert json.loads(results[0]["content"])["now"]["seconds"] == 4


def test_a_call_that_cannot_be_made_is_answered_with_the_reason_and_can_be_mended():
    made = direct("make a video", draft=Draft(), media=photos(3)).draft
    wrong = calls(call("edit_filter", segments=["c9"], name="mono"), call("edit_filter", segments=["c1"], name="noir"))
    with model(wrong, calls(call("edit_filter", segments=["c1"], name="mono")), words("Done.")) as (url, asked):
        answer = film(url, "first one in noir", made)
    assert [c.filter for c in answer.draft.clips] == ["mono", "none", "none"]
    told = [json.loads(m["content"]) for m in asked[1]["messages"] if m["role"] == "tool"]
    assert [t["status"] for t in told] == ["error", "error"]
    assert "c9" in told[0]["message"]
    assert "mono" in told[1]["message"]


@pytest.mark.parametrize(
    "answers",
    [
        [(200, b"<html>It works!</html>")],
        [(500, b"{}")],
        [(401, b'{"error":"no"}')],
        [(200, b'{"choices":[]}')],
        [(200, b'{"choices":[{"message":"hi"}]}')],
        [words(""), words("")],
        [{"role": "assistant", "tool_calls": [17]}],
        [calls(call("launch_rocket")), words("I launched it.")],
        [calls(call("edit_restore", film={}, tracks=None, segments={})), words("I put it back.")],
    ],
)
def test_nonsense_is_directed_by_the_grammar(answers, caplog):
    with model(*answers) as (url, _):
        answer = film(url, "make a 12 second video")
    assert answer == direct("make a 12 second video", draft=Draft(), media=photos(3))
    assert len(caplog.records) == 1


def test_a_server_that_is_away_is_replaced_at_once():
    with model() as (url, _):
        pass
    assert film(url, "做个12秒的视频").draft.duration == 12
    assert i2v.OpenAIDirector("not a url", "x")("make a video", draft=Draft(), media=photos(2)).draft.clips


def test_what_was_done_before_it_broke_off_stays_and_is_told():
    with model(calls(call("edit_make", media=["m1", "m2", "m3"])), (503, b"")) as (url, _):
        answer = film(url, "make a film")
    assert len(answer.draft.clips) == 3
    assert answer.step == "edit"
    assert "p0" in answer.reply


def test_a_model_may_only_talk():
    with model(words("Which photo do you mean?")) as (url, _):
        answer = film(url, "make that one red")
    assert (answer.reply, answer.step, answer.draft.is_empty) == ("Which photo do you mean?", "none", True)


def test_a_model_that_never_ends_is_ended():
    with model(*[calls(call("edit_make", media=["m1"]))] * 6) as (url, asked):
        answer = film(url, "make a film of the first")
    assert len(asked) == 6
    assert len(answer.draft.clips) == 1
    assert answer.reply


def test_undo_is_a_step_and_not_an_edit():
    first = direct("make a video", draft=Draft(), media=photos(3)).draft
    second = direct("make it vertical", draft=first, media=photos(3)).draft
    with model(calls(call("undo")), words("Back to wide.")) as (url, _):
        answer = film(url, "take that back", second, past=[Draft(), first])
    assert (answer.step, answer.edits, answer.draft) == ("undo", (), first)


def test_the_key_is_in_no_repr_and_no_log(caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with model((500, b""), words("Hello.")) as (url, asked):
        director = i2v.OpenAIDirector(url, "tiny")
        for _ in range(2):
            director("hello", draft=Draft(), media=[])
    assert asked[0]["key"] == f"Bearer {KEY}"
    assert KEY not in repr(director) + repr(vars(director)) + caplog.text


def test_every_edit_but_restore_is_a_tool_whose_schema_its_own_reader_takes():
    samples = {"string": "c1", "integer": 1, "number": 1.0, "array": ["c1"]}
    names = []
    for tool in tools():
        function = tool["function"]
        names.append(function["name"])
        properties = function["parameters"]["properties"]
        args = {k: p["enum"][0] if "enum" in p else samples[p["type"]] for k, p in properties.items()}
        if function["name"] not in ("undo", "redo"):
            assert read_call(function["name"], args, {}).to_wire() == {**args, "op": function["name"][5:]}
    assert len(names) == len(e.ALL) + 1


@pytest.mark.anyio
async def test_the_embedded_backend_takes_it_as_its_director(tmp_path):
    made = calls(call("edit_make", media=["m1"], each=4))
    with model(made, words("One photo for four seconds.")) as (url, _):
        async with kit.running(tmp_path / "home", director=i2v.OpenAIDirector(url, "tiny")) as wire:
            session = await wire.session()
            await wire.upload(session, *kit.photos(tmp_path / "photos", 1))
            events = await wire.ask(session, "make a film")
            state = await wire.state(session)
    assert kit.text_of(events, partial=True) == "One photo for four seconds."
    assert state["draft"]["d"] == 4000
