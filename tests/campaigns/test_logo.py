"""The logo: judged at start, at the head of mails and pages, the name for who sees no pictures."""

from io import BytesIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from PIL import Image

from campaigns.compose import Copy, compile_copy
from campaigns.logo import logo
from campaigns.sending.copies import brand
from campaigns.variables import samples
from cs_portal import env


def png(width: int, height: int) -> bytes:
    written = BytesIO()
    Image.new("RGB", (width, height), "#5b4bdb").save(written, "PNG")
    return written.getvalue()


@pytest.fixture
def branded(tmp_path, settings):
    file = tmp_path / "logo.png"
    file.write_bytes(png(640, 128))
    settings.PORTAL_BRAND_LOGO = file
    settings.PORTAL_VENDOR_NAME = "Acme & Söhne"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + b"0" * 40,
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        png(4, 4)[:20],
        png(1201, 10),
        png(10, 1201),
        png(10, 10) + b"0" * 100_000,
    ],
)
def test_what_is_no_small_png_is_refused_by_name(content, tmp_path, monkeypatch):
    file = tmp_path / "logo"
    file.write_bytes(content)
    monkeypatch.setenv("PORTAL_BRAND_LOGO", str(file))
    with pytest.raises(ImproperlyConfigured, match=r"PORTAL_BRAND_LOGO.*PNG file"):
        env.picture("PORTAL_BRAND_LOGO", most_bytes=100_000, most_points=1200)


def test_file_that_is_not_there_is_refused_and_none_is_fine(tmp_path, monkeypatch):
    assert env.picture("PORTAL_BRAND_LOGO", most_bytes=9, most_points=9) is None
    monkeypatch.setenv("PORTAL_BRAND_LOGO", str(tmp_path / "missing.png"))
    with pytest.raises(ImproperlyConfigured):
        env.picture("PORTAL_BRAND_LOGO", most_bytes=9, most_points=9)


def test_mail_shows_the_logo_with_the_name_for_who_sees_no_pictures(branded):
    html = compile_copy(Copy("S", "P", "Hello."), brand()).render(samples()).html
    assert 'alt="Acme &amp; Söhne"' in html
    assert f"http://localhost:8000{logo().path}" in html
    assert 'width="160"' in html and 'height="32"' in html


def test_logo_is_served_to_everybody_and_may_be_kept(branded, client):
    answer = client.get(logo().path)
    assert (answer.content, answer["Content-Type"]) == (png(640, 128), "image/png")
    assert "max-age=86400" in answer["Cache-Control"]
    assert client.post(logo().path).status_code == 405


def test_without_a_logo_there_is_none(client, settings):
    settings.PORTAL_BRAND_LOGO = None
    assert client.get("/brand/logo.png").status_code == 404
    assert brand().logo == ""
