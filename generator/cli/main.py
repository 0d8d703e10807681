"""The command ``kaohe``: its groups, global options and the one place where errors become exit codes."""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from generator import __version__
from generator.cli.commands import MODULES
from generator.cli.context import Context, language, wants_color
from generator.cli.help_text import HelpText
from generator.core import messages
from generator.core.errors import KaoheError, NotCheckedError, UsageError
from generator.core.messages import Lang


class _Context(click.Context):
    """A call whose help is written as :class:`HelpText` writes it."""

    def make_formatter(self) -> HelpText:
        """The formatter of this call's help."""
        return HelpText(current_language(), self.terminal_width, self.max_content_width)


class _Help:
    """Help out of the catalogues, in the language of the call."""

    context_class: type[click.Context] = _Context
    name: str | None
    help: str | None

    def get_help(self, ctx: click.Context) -> str:
        """The help text, headings included."""
        self.help = _text(f"help.{self.name}")
        return super().get_help(ctx)  # type: ignore[misc,no-any-return]

    def get_short_help_str(self, limit: int = 60) -> str:
        """The first line, for the list of commands."""
        return _first_line(str(self.name))


class Localised(_Help, click.Command):
    """A command whose help comes from the catalogues."""


class LocalisedGroup(_Help, click.Group):
    """A group whose help comes from the catalogues; its commands stay in the order of a year's work."""

    command_class = Localised

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they were registered."""
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The command of these arguments. Raises UsageError U105 for what is most likely a slip of one."""
        if args[0] not in (known := self.list_commands(ctx)):
            # Here, since no command that exists needs it.
            from generator.intake.shown import closest

            if (near := closest(args[0], known)) is not None:
                raise UsageError.of("U105", name=args[0], near=near)
        return super().resolve_command(ctx, args)


LocalisedGroup.group_class = LocalisedGroup


class Commands(LocalisedGroup):
    """All commands; the module of one is loaded when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, loaded or not."""
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, loaded; None where there is none of that name."""
        if cmd_name in MODULES and cmd_name not in self.commands:
            import_module(f"generator.cli.{MODULES[cmd_name]}")
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands; their first lines come from the catalogues, so that none has to be loaded."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _first_line(name)) for name in MODULES])


def option_help(key: str) -> str:
    """Help of an option in the language of the call (options are built once, at import)."""
    return _text(f"cli.option.{key}")


def current_language() -> Lang:
    """The language of this call, from its arguments and environment."""
    return language(sys.argv[1:], os.environ)


def _first_line(command: str) -> str:
    return _text(f"help.{command}").split("\n", maxsplit=1)[0]


def _text(key: str) -> str:
    return messages.text(key, current_language())


@click.group(cls=Commands, name="kaohe", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(["zh", "en"]), help=option_help("lang"))
@click.option("--json", "as_json", is_flag=True, help=option_help("json"))
@click.option("-q", "--quiet", is_flag=True, help=option_help("quiet"))
@click.option("--no-color", is_flag=True, help=option_help("no-color"))
@click.option("--repo", type=click.Path(path_type=Path), default=Path(), help=option_help("repo"))
@click.version_option(__version__, prog_name="kaohe", help=option_help("version"))
@click.pass_context
def kaohe(ctx: click.Context, lang: str | None, as_json: bool, quiet: bool, no_color: bool, repo: Path) -> None:
    """Replaced by the catalogue's text."""
    color = wants_color(os.environ) and not no_color
    ctx.obj = Context(current_language(), as_json, quiet, color, repo)


def entry(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    0 done, 1 findings, 2 usage, 3 leak, 4 could not check. Options that belong to every command are accepted
    after the command as well.
    """
    # A terminal may have no Chinese, and a file name may be no text: what cannot be written is escaped.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    given = sys.argv[1:] if arguments is None else arguments
    try:
        kaohe.main(args=_global_first(given), prog_name="kaohe", standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        sys.stderr.write(error.ctx.get_help() + "\n")
        sys.exit(UsageError.exit_code)
    except click.Abort:
        sys.stderr.write(_text("cli.aborted") + "\n")
        sys.exit(130)
    except click.ClickException as error:
        _settings(given).fail(_usage(error))
    except KaoheError as error:
        _settings(given).fail(error)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        # A full disk or a missing right: not the input's fault, and no place for a traceback.
        name = Path(str(error.filename)).name if error.filename else ""
        _settings(given).fail(NotCheckedError.of("U120", name, reason=error.strerror or ""))


def _usage(error: click.ClickException) -> UsageError:
    """What is wrong with the call, as a problem of ours."""
    if isinstance(error, click.NoSuchOption):
        return UsageError.of("U101", option=error.option_name)
    if isinstance(error, click.MissingParameter):
        return UsageError.of("U102", name=_parameter(error))
    if isinstance(error, click.BadParameter):
        if _parameter(error) == "--root":
            return UsageError.of("U106")
        allowed = getattr(getattr(error.param, "type", None), "choices", ())
        return UsageError.of("U104" if allowed else "U103", name=_parameter(error), allowed=", ".join(allowed))
    command = error.ctx.command.name if isinstance(error, click.UsageError) and error.ctx else ""
    return UsageError.of("U100", command="kaohe" if command == "kaohe" else f"kaohe {command}")


def _parameter(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    return error.param.opts[0] if error.param.param_type_name == "option" else (error.param.human_readable_name)


def _settings(given: list[str]) -> Context:
    as_json, quiet = "--json" in given, "-q" in given or "--quiet" in given
    color = wants_color(os.environ) and "--no-color" not in given
    return Context(language(given, os.environ), as_json, quiet, color, Path())


_FLAGS = ("--json", "-q", "--quiet", "--no-color")
_VALUES = ("--lang", "--repo")


def _global_first(given: list[str]) -> list[str]:
    """The arguments with options of every command moved to the front, so that they may stand anywhere."""
    front: list[str] = []
    rest: list[Any] = []
    position = 0
    while position < len(given):
        argument = given[position]
        if argument == "--":
            rest += given[position:]
            break
        if argument in _FLAGS or argument.startswith(tuple(f"{name}=" for name in _VALUES)):
            front.append(argument)
        elif argument in _VALUES and position + 1 < len(given):
            front += given[position : position + 2]
            position += 1
        else:
            rest.append(argument)
        position += 1
    return front + rest
