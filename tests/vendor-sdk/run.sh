#!/usr/bin/env bash
# The vendor's Python SDK against the emulator, and its signer against smsctl. Not part of the test suite: it needs
# python3 and downloads two packages, into a virtual environment below `target`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if ! command -v python3 >/dev/null; then
    echo "SKIPPED: the vendor's SDK, because there is no python3" >&2
    exit 0
fi
target=${CARGO_TARGET_DIR:-target}
python="$target/vendor-sdk/bin/python"
if ! python3 -m venv "$target/vendor-sdk" || ! "$python" -m pip --version >/dev/null; then
    echo "SKIPPED: the vendor's SDK, because python3 comes without venv or pip" >&2
    exit 0
fi

# The versions that were tried.
"$python" -m pip install --quiet --disable-pip-version-check huaweicloudsdkcore==3.1.219 huaweicloudsdksms==3.1.219
cargo build --quiet --locked --package smsctl
"$python" tests/vendor-sdk/vendor_sdk.py "$target/debug/smsctl"
