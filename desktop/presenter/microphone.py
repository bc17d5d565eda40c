"""MicrophonePresenter: what is seen and said of the microphone: its button with the meter, its menu, one offer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QMenu

from desktop.live.microphone_switch import SYSTEM_CHOICE, MicrophoneState, MicrophoneSwitch
from desktop.live.settings_store import SettingsStore
from desktop.presenter.messages import Action
from desktop.presenter.notices import Notices
from desktop.system.words import tr
from desktop.window.actions import Actions
from desktop.window.level_meter import MicrophoneButton

_TOPIC = "microphone"
_METER_MS = 60


class MicrophonePresenter(QObject):
    """Joins the microphone to its button and its menu. GUI thread.

    Args:
        switch: opens and closes the microphone.
        settings: which one, whether it was on, whether it was offered.
        notices: offer it, and say why nothing is heard.
        button: switches it, and shows how loud it is.
        acts: switch it.
        menu: lists the microphones.
    """

    def __init__(
        self,
        switch: MicrophoneSwitch,
        settings: SettingsStore,
        notices: Notices,
        button: MicrophoneButton,
        acts: Actions,
        menu: QMenu,
    ) -> None:
        super().__init__(button)
        self._switch, self._settings, self._notices = switch, settings, notices
        self._button, self._acts, self._menu = button, acts, menu
        self._meter = QTimer(self, interval=_METER_MS)
        self._meter.timeout.connect(self._on_meter_timeout)
        switch.choose(settings.current.microphone)
        switch.state_changed.connect(self._on_state_changed)
        switch.failed.connect(self._on_failed)
        switch.listed.connect(self._fill_menu)
        acts.microphone.triggered.connect(self._on_triggered)
        menu.aboutToShow.connect(self._on_menu_about_to_show)

    def start(self) -> None:
        """Listen if it was on when the window was last closed; at the first start with a microphone, offer it."""
        now = self._settings.current
        if now.sound:
            self._switch.switch_on()
        elif not now.sound_offered:
            self._switch.listed.connect(self._offer, Qt.ConnectionType.SingleShotConnection)
            self._switch.refresh()

    def close(self) -> None:
        """Measure no longer."""
        self._meter.stop()

    def _offer(self) -> None:
        if self._switch.names and not self._settings.current.sound_offered:
            self._settings.update(sound_offered=True)
            self._notices.offer_sound(self._switch_on)

    def _switch_on(self) -> None:
        self._on_triggered(on=True)

    def _on_triggered(self, on: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._notices.dismiss(_TOPIC)
        self._settings.update(sound=on, sound_offered=True)
        if on:
            self._switch.switch_on()
        else:
            self._switch.switch_off()

    def _on_state_changed(self, state: MicrophoneState) -> None:
        self._acts.show_microphone(on=state is not MicrophoneState.OFF, fails=state is MicrophoneState.FAILED)
        if state is MicrophoneState.HEARD:
            self._notices.dismiss(_TOPIC)
            self._meter.start()
        else:
            self._meter.stop()
            self._button.set_level(0.0)

    def _on_meter_timeout(self) -> None:
        self._button.set_level(self._switch.level)

    def _on_failed(self, error: BaseException) -> None:
        note = tr("Clips go on without sound.")
        self._notices.error(error, _TOPIC, {Action.TRY_AGAIN: self._switch.switch_on}, note=note)

    def _on_menu_about_to_show(self) -> None:
        self._switch.refresh()
        self._fill_menu()

    def _fill_menu(self) -> None:
        """Off, the system's choice, and every microphone by its name; a remembered one that is away too."""
        # An open menu that gets narrower would leave the one that it belongs to.
        self._menu.setMinimumWidth(self._menu.width() if self._menu.isVisible() else 0)
        self._menu.clear()
        self._menu.addAction(self._acts.microphone)
        self._menu.addSeparator()
        chosen = self._switch.name
        names = [SYSTEM_CHOICE, *self._switch.names]
        for name in dict.fromkeys([*names, chosen]):
            action = self._menu.addAction((name or tr("The system's choice")).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name == chosen)
            action.triggered.connect(partial(self._on_chosen, name))
        if self._switch.listing:
            self._menu.addAction(tr("Looking for microphones…")).setEnabled(False)

    def _on_chosen(self, name: str, *_checked: object) -> None:
        self._settings.update(microphone=name)
        self._switch.choose(name)
        if not self._switch.on:
            self._switch_on()
