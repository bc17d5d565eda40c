; The installer of Windows, for one person, without administrator's rights. Made with Inno Setup 6:
;   iscc /DVersion=0.1.0 packaging\windows\toonclip.iss
; and signed when a sign tool is named:
;   iscc /DVersion=0.1.0 /DSignTool=toonclip "/Stoonclip=signtool sign /fd SHA256 ... $f" packaging\windows\toonclip.iss

#ifndef Version
  #error The version is missing: iscc /DVersion=0.1.0
#endif

[Setup]
AppId={{6E0D6E58-31C8-4B2C-9C57-6B1F0B8B7D43}
AppName=ToonClip
AppVersion={#Version}
AppPublisher=The ToonClip authors
AppPublisherURL=https://github.com/toonclip/toonclip
VersionInfoVersion={#Version}
DefaultDirName={localappdata}\Programs\ToonClip
DefaultGroupName=ToonClip
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=..\..\build\dist\toonclip\_internal\LICENSE
SetupIconFile=..\..\build\icons\toonclip.ico
UninstallDisplayIcon={app}\ToonClipWindow.exe
OutputDir=..\..\build
OutputBaseFilename=ToonClip-{#Version}-setup
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
CloseApplications=yes
#ifdef SignTool
SignTool={#SignTool}
SignedUninstaller=yes
#endif

[Languages]
Name: "english"; MessagesFile: "compiler:Default.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[InstallDelete]
; An upgrade leaves nothing of the version before.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\build\dist\toonclip\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\ToonClip"; Filename: "{app}\ToonClipWindow.exe"
Name: "{userdesktop}\ToonClip"; Filename: "{app}\ToonClipWindow.exe"; Tasks: desktopicon

[Run]
Filename: "{app}\ToonClipWindow.exe"; Description: "{cm:LaunchProgram,ToonClip}"; Flags: nowait postinstall skipifsilent
