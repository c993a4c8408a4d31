"""nchan, a module of nginx that fans messages out in C, from Debian's packages: unpacked, never installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.bench.peer_venvs import HOMES

VERSION = "1.3.6"
PACKAGES = ("nginx", "libnginx-mod-nchan")
HOME = HOMES / "nchan"
NGINX, MODULE = HOME / "usr/sbin/nginx", HOME / "usr/lib/nginx/modules/ngx_nchan_module.so"
DOWNLOAD_SECONDS = 120
COMPILED_IN, RELATIVE = b"/var/lib/nginx/", b"./temporary-fs/"
"""The module looks for a folder of the system whatever the configuration says: in the copy it is below the prefix."""
CONFIGURATION = """\
daemon off;
master_process off;
worker_rlimit_nofile 20000;
pid {folder}/nginx.pid;
error_log stderr crit;
load_module {module};
events {{ worker_connections 20000; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_requests 1000000;
    client_body_buffer_size 64k;
    nchan_shared_memory_size 256M;
    server {{
        listen 127.0.0.1:{port} backlog=2048;
        location = /healthz {{ return 200 "ok"; }}
        location = /publish {{
            nchan_publisher;
            nchan_channel_id bench;
            nchan_message_buffer_length 5000;
            nchan_message_timeout 1m;
        }}
        location = /events {{
            nchan_subscriber eventsource;
            nchan_channel_id bench;
            nchan_subscriber_first_message newest;
        }}
    }}
}}
"""


def install() -> bool:
    """Once; False if it cannot be had here."""
    if NGINX.exists() and MODULE.exists():
        return True
    downloads = HOME / "packages"
    downloads.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(
            ("apt-get", "download", *PACKAGES), cwd=downloads, check=True, capture_output=True, timeout=DOWNLOAD_SECONDS
        )
        for package in downloads.glob("*.deb"):
            subprocess.run(("dpkg", "-x", str(package), str(HOME)), check=True, timeout=DOWNLOAD_SECONDS)
        MODULE.write_bytes(MODULE.read_bytes().replace(COMPILED_IN, RELATIVE))
    except (OSError, subprocess.SubprocessError) as error:
        print(f"nchan cannot be had here: {error}", file=sys.stderr)
        return False
    shutil.rmtree(downloads)
    return True


def command(folder: Path, port: int) -> tuple[str, ...]:
    """One process, no master: it is measured like the others."""
    (folder / RELATIVE.decode()).mkdir(parents=True, exist_ok=True)
    configuration = folder / f"{port}.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, module=MODULE, port=port))
    return (str(NGINX), "-p", str(folder), "-c", str(configuration))
