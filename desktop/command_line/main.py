"""main(): does what the command line asks for. Imports Qt only for the window, and the engine only for its commands."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from core.foreign.flag import MODEL_PROCESS
from core.models.places import ModelFolders
from desktop.command_line.failures import exit_status
from desktop.command_line.parser import parse_arguments
from desktop.system.heap import bound_heap


@exit_status
def main(arguments: Sequence[str] | None = None, *, folders: ModelFolders | None = None) -> int:
    """Run a command.

    Args:
        arguments: None: those of the process.
        folders: of the models; None: where this computer keeps them.

    Returns:
        The exit status: 0; 2 for a mistake of the person, 1 for other errors, 130 after Ctrl-C.
    """
    given = sys.argv[1:] if arguments is None else arguments
    if list(given) == [MODEL_PROCESS]:
        from core.foreign.serving import serve

        serve()
        return 0
    options = parse_arguments(given)
    folders = folders or ModelFolders()
    bound_heap()
    if options.command is not None:
        return _run_command(options, folders)
    from desktop.command_line.window_command import go_live, self_test, tell_window

    if options.do:
        return tell_window(options.do)
    if options.self_test:
        return self_test(options.self_test, folders)
    return go_live(options.live_source, options.model, folders, drawing_px=options.draw_at)


def _run_command(options: argparse.Namespace, folders: ModelFolders) -> int:
    from desktop.command_line import commands

    match options.command:
        case "models":
            return _run_models(options, folders)
        case "convert":
            return _run_convert(options, folders)
        case "recover":
            from desktop.command_line.recover_command import recover_clips

            return recover_clips(options.folder)
        case "providers":
            from desktop.command_line.providers_command import show_providers

            return show_providers(options.model, folders, again=options.again, as_json=options.json)
        case "cameras":
            return commands.show_cameras(as_json=options.json)
        case _:
            return _run_bench(options, folders)


def _run_convert(options: argparse.Namespace, folders: ModelFolders) -> int:
    from desktop.command_line import convert_command as command

    request = command.ConvertRequest(
        options.paths,
        command.Existing[options.existing],
        options.recursive,
        keep_metadata=options.metadata,
        settings=command.ComposeSettings(options.layout, steady=options.steady, strength=options.strength),
        as_json=options.json,
    )
    return command.convert_files(request, options.model, folders)


def _run_bench(options: argparse.Namespace, folders: ModelFolders) -> int:
    from desktop.command_line import bench_command, live_bench_command

    alone = options.camera is None and not (options.record or options.window or options.draw_at)
    if options.live and alone:
        from desktop.command_line.bars_command import bench_bars
        from desktop.command_line.commands import find_model

        find_model(options.model, folders)  # what is not there is said once, before the first case
        return bench_bars(options.model, options.seconds, as_json=options.json)
    if options.live:
        case = live_bench_command.LiveCase(
            options.camera or (1280, 720, 30.0),
            options.seconds,
            record=options.record,
            window=options.window,
            target_fps=options.fps,
            fixed_px=options.draw_at,
        )
        return live_bench_command.bench_live(options.model, folders, case, as_json=options.json)
    return bench_command.bench(
        options.model,
        folders,
        size=options.size,
        threads=options.threads,
        seconds=options.seconds,
        as_json=options.json,
    )


def _run_models(options: argparse.Namespace, folders: ModelFolders) -> int:
    from desktop.command_line import commands, model_commands

    match options.change:
        case "add":
            return model_commands.add_model(options.source, folders)
        case "remove":
            return model_commands.remove_own_model(options.id, folders)
        case _:
            return commands.show_models(folders, as_json=options.json, at_length=options.long)
