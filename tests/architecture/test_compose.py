"""What can be known of the production set-up without a container engine."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.urls import URLResolver, get_resolver

from tests.architecture.test_settings import production
from vpt_portal.local.checks import SAMPLE, sample_environment
from vpt_portal.local.places import PROJECT

COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "vpt-portal"}
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
NOT_A_SETTING = {"DJANGO_SETTINGS_MODULE", "PORTAL_HOST"}


def settings_read() -> dict[str, bool]:
    """Name every setting that base and production read: whether it must be given."""
    found: dict[str, bool] = {}
    for module in ("base", "production"):
        tree = ast.parse((PROJECT / "vpt_portal" / "settings" / f"{module}.py").read_text())
        for call in [node for node in ast.walk(tree) if isinstance(node, ast.Call)]:
            on_env = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "env"
            asks = isinstance(call.func, ast.Name) and call.func.id == "is_given" and module == "production"
            if (on_env or asks) and call.args and isinstance(call.args[0], ast.Constant):
                has_default = any(keyword.arg == "default" for keyword in call.keywords)
                found[call.args[0].value] = asks or not has_default or found.get(call.args[0].value, False)
    return {**found, "DATABASE_OWNER_URL": False, "CONTACT_EMAIL": True}


def given(service: dict[str, Any]) -> set[str]:
    return {name.removesuffix("_FILE") for name in service["environment"]}


def test_the_reader_of_settings_reads() -> None:
    read = settings_read()
    assert read["SECRET_KEY"] and read["EMAIL_HOST"] and read["DATA_DIR"] and not read["EMAIL_PORT"]


def test_all_parts_are_there() -> None:
    assert {"postgres", "valkey", "migrate", "web", "worker", "scheduler", "nginx"} == set(SERVICES)
    assert SERVICES["postgres"]["image"] == "postgres:18"


@pytest.mark.parametrize("name", OURS)
def test_each_setting_named_exists_and_none_is_missing(name: str) -> None:
    read = settings_read()
    assert given(OURS[name]) - NOT_A_SETTING <= set(read)
    required = {setting for setting, is_required in read.items() if is_required}
    assert required <= given(OURS[name])


def test_the_sample_names_existing_settings_and_all_required_ones() -> None:
    read = settings_read()
    assert set(sample_environment()) - NOT_A_SETTING <= set(read)
    assert {setting for setting, is_required in read.items() if is_required} <= set(sample_environment())


def test_the_sample_as_it_stands_is_refused() -> None:
    script = f". {SAMPLE}; exec {sys.executable} -c 'import vpt_portal.settings.production'"
    env = {"PATH": os.environ["PATH"]}
    done = subprocess.run(["sh", "-ac", script], env=env, cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode != 0
    assert "Settings: SECRET_KEY (" in done.stderr


def test_each_variable_to_fill_in_stands_in_the_sample() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (PROJECT / "docker-compose.yml").read_text()))
    assert asked <= set(sample_environment())


def test_only_the_migration_knows_the_owner() -> None:
    knowing = {name for name, service in OURS.items() if "DATABASE_OWNER_URL" in given(service)}
    assert knowing == {"migrate"}
    assert {name for name, service in OURS.items() if "database_owner_url" in service["secrets"]} == {"migrate"}


def test_no_secret_stands_in_the_files() -> None:
    for name in ("docker-compose.yml", "Dockerfile", "docker/sample.env"):
        for line in (PROJECT / name).read_text().splitlines():
            secret = re.match(r"\s*(ENV |- )?\w*(PASSWORD|SECRET_KEY)\w*\s*[:=]\s*(.+)$", line)
            assert secret is None or secret[3].startswith(("/run/secrets/", "${")), line
    assert {"secrets/", ".env", "tls/"} <= set((PROJECT / ".gitignore").read_text().split())
    assert {"secrets", ".env", ".git"} <= set((PROJECT / ".dockerignore").read_text().split())


def test_each_secret_is_made_by_the_script(tmp_path: Path) -> None:
    (tmp_path / "docker").mkdir()
    shutil.copy(PROJECT / "docker" / "make-secrets", tmp_path / "docker")
    subprocess.run([tmp_path / "docker" / "make-secrets"], check=True, capture_output=True)
    made = {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}
    assert set(made) == set(COMPOSE["secrets"])
    assert len(made["secret_key"]) >= 50 and made["app_password"] in made["database_url"]
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
    again = subprocess.run([tmp_path / "docker" / "make-secrets"], capture_output=True, check=False)
    assert again.returncode != 0
    assert (tmp_path / "secrets" / "secret_key").read_text() == made["secret_key"]


def test_each_service_has_a_health_check_and_starts_after_what_it_needs() -> None:
    for name, service in SERVICES.items():
        assert "healthcheck" in service, name
    for name in ("web", "worker", "scheduler"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_ours_run_read_only_without_rights() -> None:
    for service in OURS.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"nginx"}


def test_each_file_named_exists() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./") and source != "./tls":
                assert (PROJECT / source).exists(), source
    for line in DOCKERFILE.splitlines():
        copied = re.match(r"COPY (?!--from)(.+) \S+$", line)
        for source in copied[1].split() if copied else []:
            assert (PROJECT / source).exists(), source
    entry = re.search(r'ENTRYPOINT \["(.+)"\]', DOCKERFILE)
    assert entry and os.access(PROJECT / entry[1], os.X_OK)


def test_the_image_does_not_run_as_root() -> None:
    users = re.findall(r"^USER (\S+)", DOCKERFILE, re.M)
    assert users and users[-1] not in {"root", "0"}
    assert "portal" in users and re.search(r"useradd .*--uid 10001", DOCKERFILE)


@pytest.mark.parametrize("name", OURS)
def test_each_command_runs(name: str, tmp_path: Path) -> None:
    """The program of each command starts, finds the portal and takes these very options."""
    words = [str(word).replace("/tmp/schedule", str(tmp_path / "schedule")) for word in OURS[name]["command"]]
    asks = {"migrate": ["--help"], "web": ["--check-config"], "worker": ["--help"], "scheduler": ["--help"]}
    program = [sys.executable, *words[1:]] if words[0] == "python" else [sys.executable, "-m", *words]
    done = subprocess.run(
        [*program, *asks[name]], env=production({}), cwd=PROJECT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_the_command_of_the_image_is_that_of_web() -> None:
    command = re.search(r"^CMD (\[.+\])$", DOCKERFILE, re.M)
    assert command and ast.literal_eval(command[1]) == SERVICES["web"]["command"]


def test_the_entrypoint_starts_on_good_settings_only() -> None:
    words = [str(PROJECT / "docker" / "entrypoint"), "echo", "started"]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    good = subprocess.run(words, env={**production({}), "PATH": path}, cwd=PROJECT, capture_output=True, text=True)
    assert good.stdout == "started\n", good.stderr
    env = {**production({"SITE_URL": "http://vpt.regio.nl"}), "PATH": path}
    bad = subprocess.run(words, env=env, cwd=PROJECT, capture_output=True, text=True)
    assert bad.returncode != 0 and "started" not in bad.stdout
    assert len(bad.stderr.splitlines()) == 1


def test_the_image_collects_its_static_files_without_a_secret() -> None:
    assert "RUN PATH=/venv/bin:$PATH docker/collect-static" in DOCKERFILE
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    words = [PROJECT / "docker" / "collect-static", "--dry-run"]
    done = subprocess.run(words, env={"PATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "static files copied" in done.stdout


def test_the_roles_are_the_same_as_in_the_demonstration() -> None:
    from vpt_portal.local import postgres

    script = (PROJECT / "docker" / "initdb" / "10-roles.sh").read_text()
    for role, rights in postgres._ROLES.items():
        assert f"CREATE ROLE {role} {rights} PASSWORD" in script
    for statement in postgres._PRIVILEGES:
        assert statement in script


def _addresses(patterns: list[Any], start: str = "/") -> Iterator[str]:
    for each in patterns:
        path = start + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _addresses(each.url_patterns, path)
        elif not path.startswith("/beheer/"):
            yield path


def test_the_web_server_writes_down_no_personal_link() -> None:
    """Each address with a token is in the part that keeps no log; what is refused for its number is not told either."""
    folder = PROJECT / "docker" / "nginx"
    part = re.search(r"location ~ (\S+) \{([^}]*)\}", (folder / "portal.conf.template").read_text())
    assert part is not None and "error_log /dev/null;" in part[2]
    links = [path for path in _addresses(get_resolver().url_patterns) if "token>" in path]
    assert len(links) >= 8 and [path for path in links if not re.match(part[1], path)] == []
    assert "access_log off;" in (folder / "nginx.conf").read_text()
    assert "limit_req_log_level info;" in (folder / "nginx.conf").read_text()
