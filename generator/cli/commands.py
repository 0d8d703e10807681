"""Every command, in the order of a year's work, with the module of this package that registers it.

A module is loaded when one of its commands is called: to load them all takes longer than most commands do.
"""

from __future__ import annotations

from collections.abc import Mapping

MODULES: Mapping[str, str] = {
    "init": "init",
    "status": "status",
    "check": "inspect",
    "score": "inspect",
    "scheme": "scheme",
    "sample": "sample",
    "seal": "seal",
    "unseal": "seal",
    "edit": "seal",
    "rekey": "seal",
    "git-setup": "seal",
    "textconv": "textconv",
    "draft": "statements",
    "sign": "statements",
    "publish": "statements",
    "disclose": "disclose",
    "build": "site",
    "serve": "site",
    "verify": "verify",
    "release": "release",
    "deploy-config": "deploy",
    "verify-record": "verify_record",
    "cosign": "cosign",
    "keys": "keys",
}
