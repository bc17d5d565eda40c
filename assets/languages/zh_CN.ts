<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
  <context>
    <name>ToonClip</name>
    <message>
      <location filename="../../desktop/presenter/appearance.py" />
      <source>Language (语言)</source>
      <translation>语言 (Language)</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/appearance.py" />
      <source>Theme</source>
      <translation>主题</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/camera.py" />
      <source>{size}, {fps} fps</source>
      <translation>{size}，{fps} 帧/秒</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/camera.py" />
      <source>Automatic ({format})</source>
      <translation>自动（{format}）</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/camera.py" />
      <source>Exposure, white balance, zoom…</source>
      <translation>曝光、白平衡、变焦…</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/camera.py" />
      <source>It gives less: {format}</source>
      <translation>实际较低：{format}</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/camera.py" />
      <source>It gives {format}</source>
      <translation>实际为 {format}</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/camera_gaps.py" />
      <source>“{source}” is gone. The clip goes on with its last picture.</source>
      <translation>“{source}”已断开。录制以最后一幅画面继续。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/camera_gaps.py" />
      <source>Reconnecting…</source>
      <translation>正在重新连接…</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>Shape</source>
      <translation>画面形状</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>Quality</source>
      <translation>画质</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>Countdown</source>
      <translation>倒计时</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>Stop by itself</source>
      <translation>自动停止</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>Remember the last</source>
      <translation>记住最近的</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>Whole picture</source>
      <translation>完整画面</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>Upright, 9:16</source>
      <translation>竖屏 9：16</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>Square</source>
      <translation>方形</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>Small files, about 8 MB a minute</source>
      <translation>小文件，约每分钟 8 MB</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>Good, about 25 MB a minute</source>
      <translation>良好，约每分钟 25 MB</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>Best, about 60 MB a minute</source>
      <translation>最佳，约每分钟 60 MB</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>None</source>
      <translation>无</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>3 seconds</source>
      <translation>3 秒</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>10 seconds</source>
      <translation>10 秒</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>Never</source>
      <translation>从不</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>After 10 seconds</source>
      <translation>10 秒后</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>After 30 seconds</source>
      <translation>30 秒后</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>After a minute</source>
      <translation>1 分钟后</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>After 5 minutes</source>
      <translation>5 分钟后</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>Nothing</source>
      <translation>不记住</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>30 seconds</source>
      <translation>30 秒</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/clip_choices.py" />
      <source>Minute</source>
      <translation>1 分钟</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/global_keys.py" />
      <source>Record a clip</source>
      <translation>录制视频</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/global_keys.py" />
      <source>Save this picture</source>
      <translation>保存当前画面</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/global_keys.py" />
      <source>Save the last seconds</source>
      <translation>保存最近几秒</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/global_keys.py" />
      <source>This desktop gives programs no such keys. In its own settings, give a key to the command “toonclip --do record”.</source>
      <translation>此桌面不向程序提供这类按键。请在桌面自己的设置中为命令“toonclip --do record”指定按键。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/global_keys.py" />
      <source>The desktop asks you which keys they are.</source>
      <translation>桌面会询问您使用哪些按键。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/global_keys.py" />
      <source>{what}: {chosen}</source>
      <translation>{what}:{chosen}</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/global_keys.py" />
      <source>The desktop gave no keys.</source>
      <translation>桌面没有提供按键。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/menus.py" />
      <source>Bundled clip</source>
      <translation>自带短片</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/menus.py" />
      <source>Refresh cameras</source>
      <translation>刷新摄像头</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/menus.py" />
      <source>Strength</source>
      <translation>强度</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/menus.py" />
      <source>Speed and detail</source>
      <translation>速度与精细度</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/menus.py" />
      <source>Zoom and window</source>
      <translation>缩放与窗口</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/menus.py" />
      <source>Mirror</source>
      <translation>镜像</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/menus.py" />
      <source>Clips and snapshots</source>
      <translation>视频与截图</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/menus.py" />
      <source>Camera</source>
      <translation>摄像头</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/menus.py" />
      <source>Microphone</source>
      <translation>麦克风</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/menus.py" />
      <source>Settings</source>
      <translation>设置</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/menus.py" />
      <source>Help</source>
      <translation>帮助</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/menus.py" />
      <source>Look for the camera again</source>
      <translation>重新查找摄像头</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/menus.py" />
      <source>No style installed</source>
      <translation>没有安装画风</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/menus.py" />
      <source>A damaged style…</source>
      <translation>已损坏的画风…</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/menus.py" />
      <source>Looking for cameras…</source>
      <translation>正在查找摄像头…</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/menus.py" />
      <source>No camera found</source>
      <translation>未找到摄像头</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Try again</source>
      <translation>重试</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Choose another source</source>
      <translation>选择其他来源</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Choose another style</source>
      <translation>选择其他画风</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Choose a faster style</source>
      <translation>选择更快的画风</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Choose folder</source>
      <translation>选择文件夹</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Open folder</source>
      <translation>打开文件夹</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Play</source>
      <translation>播放</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Recover</source>
      <translation>恢复</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Remember the last 10 seconds</source>
      <translation>记住最近 10 秒</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Switch the microphone on</source>
      <translation>打开麦克风</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Show log</source>
      <translation>显示日志</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Open the download page</source>
      <translation>打开下载页面</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>What was given cannot be used.</source>
      <translation>所给的内容无法使用。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Try again, or choose another source.</source>
      <translation>请重试，或选择其他来源。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>It is not there any more. Plug it in or choose another source.</source>
      <translation>它已不在。请插上，或选择其他来源。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Another program uses the camera. Close that program, then try again.</source>
      <translation>其他程序正在使用摄像头。请关闭该程序后重试。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Allow ToonClip to use the camera in the system's settings, then try again.</source>
      <translation>请在系统设置中允许 ToonClip 使用摄像头，然后重试。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The file is not a video or picture that can be shown. Choose another one.</source>
      <translation>该文件不是可以显示的视频或图片。请选择其他文件。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>It delivers no more pictures. Plug it in again or choose another source.</source>
      <translation>它不再提供画面。请重新插上，或选择其他来源。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Try again, or choose another microphone in the menu.</source>
      <translation>请重试，或在菜单中选择其他麦克风。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Plug a microphone in, then try again.</source>
      <translation>请插上麦克风后重试。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Another program uses the microphone. Close that program, then try again.</source>
      <translation>其他程序正在使用麦克风。请关闭该程序后重试。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Allow ToonClip to use the microphone in the system's settings.</source>
      <translation>请在系统设置中允许 ToonClip 使用麦克风。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The clip goes on without sound until it is plugged in again.</source>
      <translation>在重新插上之前，视频将继续录制但没有声音。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Install the library that is named, then start ToonClip again.</source>
      <translation>请安装所列的库，然后重新启动 ToonClip。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Choose another style.</source>
      <translation>请选择其他画风。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The style is not there any more. Choose another one.</source>
      <translation>该画风已不在。请选择其他画风。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The style's description cannot be read. Get it once more or choose another one.</source>
      <translation>无法读取画风的说明。请重新获取，或选择其他画风。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>A file of the style is missing or damaged. Get it once more.</source>
      <translation>画风的文件缺失或已损坏。请重新获取。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The download did not work. Check the connection and try again.</source>
      <translation>下载失败。请检查网络连接后重试。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The style is made for another kind of computer.</source>
      <translation>该画风适用于其他类型的电脑。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The style's network does not work here. Choose another one.</source>
      <translation>该画风的网络无法在此运行。请选择其他画风。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The style failed while it drew. The original is shown.</source>
      <translation>画风绘制时出错，现在显示原图。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The style took too long, too much memory, or did harm, and was stopped.</source>
      <translation>该画风耗时过长、占用内存过多或有危害，已被停止。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The program that learns it ended early.</source>
      <translation>学习画风的程序提前结束了。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The training code and its libraries are missing.</source>
      <translation>缺少训练代码及其依赖库。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Choose another folder and try again.</source>
      <translation>请选择其他文件夹后重试。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>You may not write there. Choose another folder.</source>
      <translation>没有写入权限。请选择其他文件夹。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The folder was deleted, renamed or unplugged. Choose another one.</source>
      <translation>文件夹已被删除、改名或拔出。请选择其他文件夹。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>A file of this name is there already.</source>
      <translation>已有同名文件。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Delete something, or choose a folder on another disk.</source>
      <translation>请删除一些文件，或选择其他磁盘上的文件夹。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>A part that encodes video is missing. Install ToonClip anew.</source>
      <translation>缺少视频编码组件。请重新安装 ToonClip。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Try again.</source>
      <translation>请重试。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>This computer lacks what offers cameras to other programs.</source>
      <translation>这台电脑没有向其他程序提供摄像头的组件。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The system does not take the camera.</source>
      <translation>系统不接受该摄像头。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>It comes back by itself when the system's service does.</source>
      <translation>系统服务恢复后，它会自动恢复。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The project's page did not answer. Try again later.</source>
      <translation>项目页面没有响应。请稍后重试。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Something went wrong</source>
      <translation>出了问题</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>That does not work here</source>
      <translation>此处无法使用</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The source cannot be shown</source>
      <translation>无法显示该来源</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Source not found</source>
      <translation>未找到来源</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The camera is in use</source>
      <translation>摄像头正被使用</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>No permission to use the camera</source>
      <translation>没有使用摄像头的权限</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>This cannot be shown</source>
      <translation>无法显示</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The source stopped</source>
      <translation>来源已停止</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The microphone cannot be heard</source>
      <translation>听不到麦克风</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>No microphone</source>
      <translation>没有麦克风</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The microphone is in use</source>
      <translation>麦克风正被使用</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>No permission to use the microphone</source>
      <translation>没有使用麦克风的权限</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The microphone is gone</source>
      <translation>麦克风已断开</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Sound needs a library</source>
      <translation>声音功能需要一个库</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The style does not work</source>
      <translation>画风无法工作</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>Style not found</source>
      <translation>未找到画风</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The style is not described properly</source>
      <translation>画风的说明有误</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The style is damaged</source>
      <translation>画风已损坏</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The style could not be downloaded</source>
      <translation>无法下载画风</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>This computer cannot run the style</source>
      <translation>这台电脑无法运行该画风</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The style cannot be loaded</source>
      <translation>无法加载画风</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The style stopped working</source>
      <translation>画风停止工作</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The style was stopped</source>
      <translation>画风已被停止</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The style could not be learned</source>
      <translation>无法学会该画风</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>This installation cannot learn styles</source>
      <translation>此安装无法学习画风</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>It could not be saved</source>
      <translation>无法保存</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The folder cannot be written to</source>
      <translation>无法写入文件夹</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The folder is gone</source>
      <translation>文件夹已不在</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The name is taken</source>
      <translation>名称已被占用</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The disk is full</source>
      <translation>磁盘已满</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The camera for other programs stopped</source>
      <translation>供其他程序使用的摄像头已停止</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>No camera for other programs here</source>
      <translation>此处没有供其他程序使用的摄像头</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>No camera for other programs</source>
      <translation>没有供其他程序使用的摄像头</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>The camera for other programs is away</source>
      <translation>供其他程序使用的摄像头已断开</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>No answer about updates</source>
      <translation>未得到更新信息</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/messages.py" />
      <source>This computer cannot encode video</source>
      <translation>这台电脑无法编码视频</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/microphone.py" />
      <source>Clips go on without sound.</source>
      <translation>视频将继续录制但没有声音。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/microphone.py" />
      <source>Looking for microphones…</source>
      <translation>正在查找麦克风…</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/microphone.py" />
      <source>The system's choice</source>
      <translation>系统默认</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/model_care.py" />
      <source>Updated {model}</source>
      <translation>已更新“{model}”</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/model_care.py" />
      <source>Now</source>
      <translation>当前</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/model_care.py" />
      <source>Version {version}.</source>
      <translation>版本 {version}。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/model_care.py" />
      <source>{size} MB, {kinds}</source>
      <translation>{size} MB，{kinds}</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/model_care.py" />
      <source>Licence: {licence}</source>
      <translation>许可证：{licence}</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/model_care.py" />
      <source>Update available: version {there} instead of {here}, {size} MB</source>
      <translation>有更新：版本 {there}（现为 {here}），{size} MB</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/model_care.py" />
      <source>Your styles are as the hub has them</source>
      <translation>你的画风已与画风库一致</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/model_care.py" />
      <source>drawn here in {ms} ms</source>
      <translation>在此绘制需 {ms} 毫秒</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/model_care.py" />
      <source>Came with ToonClip</source>
      <translation>ToonClip 自带</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/model_care.py" />
      <source>Added by you</source>
      <translation>由您添加</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/model_care.py" />
      <source>Fetching version {version}…</source>
      <translation>正在获取版本 {version}…</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/model_care.py" />
      <source>Update available: version {version} anew, {size} MB</source>
      <translation>有更新：版本 {version} 有改动，{size} MB</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/model_care.py" />
      <source>Way {number}</source>
      <translation>方式 {number}</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/models.py" />
      <source>No style</source>
      <translation>没有画风</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/models.py" />
      <source>style</source>
      <translation>画风</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/models.py" />
      <source>Processor</source>
      <translation>处理器</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/models.py" />
      <source>drawn by</source>
      <translation>绘制者</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/models.py" />
      <source>“{model}” was taken off; the one before draws again.</source>
      <translation>“{model}”已停用；由之前的模型继续绘制。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/models.py" />
      <source>Loading {model}…</source>
      <translation>正在加载 {model}…</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/models.py" />
      <source>“{model}” goes on drawing.</source>
      <translation>“{model}”继续绘制。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The first {shown} of {count} pictures are shown</source>
      <translation>共 {count} 张图片，显示前 {shown} 张</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>Saved {name} ({seconds} s)</source>
      <translation>已保存 {name}（{seconds} 秒）</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The camera was away while the clip was recorded</source>
      <translation>录制期间摄像头曾断开</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>For {seconds} s the last picture stands in for it.</source>
      <translation>其间 {seconds} 秒由最后一幅画面代替。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>Its driver offers no exposure, white balance or zoom here.</source>
      <translation>其驱动程序在此不提供曝光、白平衡或变焦。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>Nothing to set of “{camera}”</source>
      <translation>“{camera}”没有可设置的项目</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>“{model}” draws {count} toons a second here</source>
      <translation>“{model}”在这里每秒绘制 {count} 幅</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The picture and clips will look jerky. Another style may be faster.</source>
      <translation>画面和视频会不流畅。其他画风可能更快。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>{name} could not be deleted</source>
      <translation>无法删除 {name}</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The trash does not take it. Delete it in its folder.</source>
      <translation>无法移到回收站。请在其文件夹中删除。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The strength is {percent} % now: each style keeps its own</source>
      <translation>现在强度为 {percent} %：每个画风各自记住强度</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>Clips are silent until you switch the microphone on. It is open only while it is on.</source>
      <translation>打开麦克风之前，视频没有声音。麦克风只在打开时使用。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>Once it is on, this saves what has just happened. It keeps the processor a little busier.</source>
      <translation>打开后即可保存刚刚发生的画面。它会让处理器稍忙一些。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>From now on the last {seconds} seconds are remembered</source>
      <translation>从现在起会记住最近 {seconds} 秒</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The disk of {folder} is slow or does not answer. The clip goes on; pictures of it may be lost.</source>
      <translation>{folder} 所在的磁盘很慢或没有响应。录制继续，但可能丢失画面。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The disk of {folder} is slow or does not answer. What you asked for goes on when it does.</source>
      <translation>{folder} 所在的磁盘很慢或没有响应。一旦响应，您要求的操作会继续进行。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The disk of {folder} is slow or does not answer.</source>
      <translation>{folder} 所在的磁盘很慢或没有响应。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>No program here shows folders</source>
      <translation>这里没有能打开文件夹的程序</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>“{model}” was removed</source>
      <translation>“{model}”已移除</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>Saved {name}</source>
      <translation>已保存 {name}</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>Other programs can choose the camera {names}</source>
      <translation>其他程序可以选择摄像头 {names}</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The style “{model}” cannot be used</source>
      <translation>无法使用画风“{model}”</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>“{model}” is installed and draws now</source>
      <translation>“{model}”已安装，正在绘制</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>ToonClip {version} is there</source>
      <translation>ToonClip {version} 已发布</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>There is no picture yet</source>
      <translation>还没有画面</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>Choose a source first.</source>
      <translation>请先选择来源。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>There is no picture to paste</source>
      <translation>没有可粘贴的图片</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>Copy a picture, or the file of one, then paste it here.</source>
      <translation>请先复制图片或图片文件，再粘贴到这里。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>Saved the beginning as {name}</source>
      <translation>开头部分已保存为 {name}</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>Show in its folder</source>
      <translation>在文件夹中显示</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>Record sound too?</source>
      <translation>同时录制声音吗？</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The last seconds are not remembered</source>
      <translation>没有记住最近几秒</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The same button saves them.</source>
      <translation>用同一个按钮保存。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>A clip was not finished</source>
      <translation>有一段视频没有录完</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>{count} clips were not finished</source>
      <translation>有 {count} 段视频没有录完</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The clip was recovered</source>
      <translation>视频已恢复</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>{count} clips were recovered</source>
      <translation>已恢复 {count} 段视频</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The bundled clip is shown instead.</source>
      <translation>现在显示自带短片。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>“{source}” is shown instead.</source>
      <translation>现在显示“{source}”。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>“{source}” cannot be shown</source>
      <translation>无法显示“{source}”</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>“{model}” draws instead.</source>
      <translation>现在由“{model}”绘制。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The processor draws instead.</source>
      <translation>改由处理器绘制。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>{provider} no longer draws the style</source>
      <translation>{provider} 不再绘制该画风</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>You have version {version}.</source>
      <translation>当前版本为 {version}。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The settings are damaged</source>
      <translation>设置已损坏</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>Diagnostics copied</source>
      <translation>诊断信息已复制</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>Paste them where you report the fault.</source>
      <translation>请粘贴到反馈问题的地方。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>and {count} more</source>
      <translation>还有 {count} 个</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>It has only {count} pictures a second: the style is slow here.</source>
      <translation>每秒只有 {count} 幅画面：该画风在这里较慢。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>{count} pictures are missing: the disk was slow.</source>
      <translation>缺少 {count} 幅画面：磁盘太慢。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The picture is on the clipboard</source>
      <translation>画面已复制到剪贴板</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The disk keeps the clip waiting</source>
      <translation>磁盘写入缓慢</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>The folder does not answer</source>
      <translation>文件夹没有响应</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source> or </source>
      <translation> 或 </translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>“{source}” is not connected</source>
      <translation>“{source}”未连接</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>Plug the camera in and try again, or choose another source.</source>
      <translation>请插上摄像头后重试，或选择其他来源。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>ToonClip is up to date</source>
      <translation>ToonClip 已是最新版本</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/notices.py" />
      <source>Open the project's page</source>
      <translation>打开项目页面</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/presenter.py" />
      <source>Close the window once more to leave. What was recorded is kept in {folder}.</source>
      <translation>再次关闭窗口即可退出。已录制的内容保留在 {folder} 中。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/presenter.py" />
      <source>The clip could not be saved</source>
      <translation>无法保存视频</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/presenter.py" />
      <source>Close the window once more to leave.</source>
      <translation>再次关闭窗口即可退出。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/presenter.py" />
      <source>Saving…</source>
      <translation>正在保存…</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/presenter.py" />
      <source>The window closes when the clip is safe.</source>
      <translation>视频保存好后窗口会关闭。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/recording.py" />
      <source>Record</source>
      <translation>录制</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/recording.py" />
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/recording.py" />
      <source>Begin no clip</source>
      <translation>不开始录制</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/slowness.py" />
      <source>{count} toons a second here</source>
      <translation>在此每秒 {count} 幅</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/sources.py" />
      <source>“{source}” goes on.</source>
      <translation>“{source}”继续显示。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/sources.py" />
      <source>“{source}” is gone. Plug it in again.</source>
      <translation>“{source}”已断开。请重新插上。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/sources.py" />
      <source>No camera · Retry</source>
      <translation>无摄像头 · 重试</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/sources.py" />
      <source>Opening the bundled clip…</source>
      <translation>正在打开自带短片…</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/sources.py" />
      <source>Opening “{source}”…</source>
      <translation>正在打开“{source}”…</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/sources.py" />
      <source>No picture</source>
      <translation>没有画面</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/sources.py" />
      <source>Pasted picture</source>
      <translation>粘贴的图片</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/tray.py" />
      <source>A clip is being recorded.</source>
      <translation>正在录制短片。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/tray.py" />
      <source>Other programs can use the toon as their camera.</source>
      <translation>其他程序可以把卡通画面用作摄像头。</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/virtual_camera.py" />
      <source>Toon camera…</source>
      <translation>卡通摄像头…</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/virtual_camera.py" />
      <source>Toon camera on</source>
      <translation>卡通摄像头已开启</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/virtual_camera.py" />
      <source>Toon camera in use</source>
      <translation>卡通摄像头使用中</translation>
    </message>
    <message>
      <location filename="../../desktop/presenter/virtual_camera.py" />
      <source>Toon camera away</source>
      <translation>卡通摄像头已断开</translation>
    </message>
    <message>
      <location filename="../../desktop/program.py" />
      <source>Starting…</source>
      <translation>正在启动…</translation>
    </message>
    <message>
      <location filename="../../desktop/window/about.py" />
      <source>Live cartoons on an ordinary desktop: your camera never leaves this computer.</source>
      <translation>普通电脑上的实时卡通：摄像头画面绝不离开这台电脑。</translation>
    </message>
    <message>
      <location filename="../../desktop/window/about.py" />
      <source>After the article “Optimizing style transfer models for videos on mobile devices”.</source>
      <translation>依据文章《Optimizing style transfer models for videos on mobile devices》。</translation>
    </message>
    <message>
      <location filename="../../desktop/window/about.py" />
      <source>ToonClip is free software under the MIT License. It stands on Qt for Python, ONNX Runtime, OpenCV, FFmpeg through PyAV, NumPy and PyTorch.</source>
      <translation>ToonClip 是采用 MIT 许可证的自由软件，基于 Qt for Python、ONNX Runtime、OpenCV、FFmpeg（通过 PyAV）、NumPy 和 PyTorch。</translation>
    </message>
    <message>
      <location filename="../../desktop/window/about.py" />
      <source>About ToonClip</source>
      <translation>关于 ToonClip</translation>
    </message>
    <message>
      <location filename="../../desktop/window/about.py" />
      <source>About</source>
      <translation>关于</translation>
    </message>
    <message>
      <location filename="../../desktop/window/about.py" />
      <source>Styles</source>
      <translation>画风</translation>
    </message>
    <message>
      <location filename="../../desktop/window/about.py" />
      <source>Licences</source>
      <translation>许可证</translation>
    </message>
    <message>
      <location filename="../../desktop/window/about.py" />
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <location filename="../../desktop/window/about.py" />
      <source>{model}, version {version}</source>
      <translation>{model}，版本 {version}</translation>
    </message>
    <message>
      <location filename="../../desktop/window/about.py" />
      <source>Training pictures: {origin}</source>
      <translation>训练图片：{origin}</translation>
    </message>
    <message>
      <location filename="../../desktop/window/about.py" />
      <source>One moment…</source>
      <translation>请稍候…</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Save what has just happened</source>
      <translation>保存刚刚发生的画面</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Save what has just happened; it is not remembered yet, a click offers it</source>
      <translation>保存刚刚发生的画面；目前尚未记住，单击可开启</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>The microphone is on: clips have sound</source>
      <translation>麦克风已打开：视频有声音</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Nothing comes from the microphone</source>
      <translation>麦克风没有声音</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>The microphone is off: clips are silent</source>
      <translation>麦克风已关闭：视频无声</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Detail of the drawing: automatic</source>
      <translation>绘制精细度：自动</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Finest drawing, slowest: 640 px</source>
      <translation>最精细，最慢：640 像素</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Finer drawing: 512 px</source>
      <translation>更精细：512 像素</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Fine drawing: 448 px</source>
      <translation>精细：448 像素</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Medium drawing: 384 px</source>
      <translation>中等：384 像素</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Coarser drawing, faster: 320 px</source>
      <translation>较粗略，较快：320 像素</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Coarsest drawing, fastest: 256 px</source>
      <translation>最粗略，最快：256 像素</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Toon</source>
      <translation>卡通</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>The cartoon</source>
      <translation>卡通画面</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Original</source>
      <translation>原图</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>The camera's own picture</source>
      <translation>摄像头的原始画面</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Side by side</source>
      <translation>并排</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Original and cartoon beside each other</source>
      <translation>原图与卡通并排显示</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Split</source>
      <translation>分割</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Original and cartoon with a divider to drag</source>
      <translation>原图与卡通，可拖动分隔线</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Stop and save the clip</source>
      <translation>停止并保存视频</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Compare</source>
      <translation>对比</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Hold to see the original</source>
      <translation>按住可查看原图</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>All styles on your picture</source>
      <translation>用所有画风预览</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>See what each style makes of your own picture</source>
      <translation>查看每个画风对您画面的效果</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Next style</source>
      <translation>下一个画风</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Draw with the next style</source>
      <translation>用下一个画风绘制</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Previous style</source>
      <translation>上一个画风</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Draw with it</source>
      <translation>用它绘制</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Take back the last change of strength, style, layout or zoom</source>
      <translation>撤销上一次对强度、画风、布局或缩放的更改</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Stronger</source>
      <translation>增强</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Draw stronger</source>
      <translation>绘制得更强</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Weaker</source>
      <translation>减弱</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Draw weaker</source>
      <translation>绘制得更弱</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Normal, 100 %</source>
      <translation>正常，100 %</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Draw in full strength, 100 %</source>
      <translation>以 100 % 的强度绘制</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Steady picture</source>
      <translation>稳定画面</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Keep what stands still from flickering; a little more work</source>
      <translation>避免静止部分闪烁；稍增运算</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Up to 60 pictures a second</source>
      <translation>每秒最多 60 幅</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Draw faster cameras at their rate; needs more power</source>
      <translation>按更快摄像头的帧率绘制；更耗电</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>How large the network draws: larger is finer, smaller is faster</source>
      <translation>网络绘制的尺寸：越大越精细，越小越快</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Show the picture like a mirror</source>
      <translation>像镜子一样显示画面</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Show figures</source>
      <translation>显示数据</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Show frame rates and latency over the picture</source>
      <translation>在画面上显示帧率和延迟</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Whole, filling, own size</source>
      <translation>完整、填满、原始大小</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>See all of the picture, fill the window, or its own size</source>
      <translation>显示全部、填满窗口或原始大小</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>See all of the picture</source>
      <translation>显示完整画面</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Fill the window</source>
      <translation>填满窗口</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Cut off what is too much</source>
      <translation>裁去多余部分</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Own size, 1:1</source>
      <translation>原始大小 1:1</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>A pixel of the picture is a pixel of the screen</source>
      <translation>画面像素与屏幕像素一一对应</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Zoom in</source>
      <translation>放大</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>See a part of the picture larger</source>
      <translation>放大显示画面的一部分</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Zoom out</source>
      <translation>缩小</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>See more of the picture</source>
      <translation>显示更多画面</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Always on top</source>
      <translation>总在最前</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Keep above other windows</source>
      <translation>保持在其他窗口之上</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Only the picture</source>
      <translation>仅显示画面</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Hide the bar; Esc shows it again</source>
      <translation>隐藏工具栏；按 Esc 恢复</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Full screen</source>
      <translation>全屏</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Fill the screen; Esc leaves</source>
      <translation>全屏显示；按 Esc 退出</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Leave full screen, zoom, message</source>
      <translation>退出全屏、缩放、消息</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Leave the full screen, dismiss a message, end a zoom, close a strip</source>
      <translation>退出全屏、关闭消息、结束缩放、关闭预览条</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Newest clips and pictures</source>
      <translation>最近的视频和图片</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>See your newest clips and pictures</source>
      <translation>查看最近的视频和图片</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Pause</source>
      <translation>暂停</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Leave out what happens until you go on</source>
      <translation>继续之前的内容不录制</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Five pictures in a row</source>
      <translation>五连拍</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Save five pictures within two seconds</source>
      <translation>两秒内保存五张画面</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Copy the picture</source>
      <translation>复制画面</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Put this picture onto the clipboard</source>
      <translation>把当前画面复制到剪贴板</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Snapshot</source>
      <translation>截图</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Mirror clips and snapshots too</source>
      <translation>视频和截图也镜像</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Save clips and snapshots mirrored while the view is</source>
      <translation>画面镜像时，视频和截图也镜像保存</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Save clips and snapshots to…</source>
      <translation>视频和截图保存到…</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Choose another folder</source>
      <translation>选择其他文件夹</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Open the folder of clips</source>
      <translation>打开视频文件夹</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>See them</source>
      <translation>查看</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Open the folder of snapshots</source>
      <translation>打开截图文件夹</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Camera for other programs</source>
      <translation>供其他程序使用的摄像头</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Let video calls and other programs choose the toon as their camera</source>
      <translation>让视频通话等程序把卡通画面当作摄像头</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Mirror the camera for other programs</source>
      <translation>镜像供其他程序使用的摄像头</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Send it mirrored; most programs mirror your view themselves</source>
      <translation>以镜像发送；多数程序会自行镜像您的画面</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Play or rest</source>
      <translation>播放或暂停</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>5 seconds back</source>
      <translation>后退 5 秒</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>5 seconds on</source>
      <translation>前进 5 秒</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>A picture back</source>
      <translation>上一帧</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>A picture on</source>
      <translation>下一帧</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Loop</source>
      <translation>循环</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Begin again at the end</source>
      <translation>播完后从头开始</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Mute</source>
      <translation>静音</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Do not play the sound here</source>
      <translation>不在此处播放声音</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Save as a toon</source>
      <translation>保存为卡通</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Draw the whole film, or the photograph, into a file</source>
      <translation>将整部影片或照片绘制到文件</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Back from a clip</source>
      <translation>退出视频播放</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Show what was shown before the clip; Esc does, too</source>
      <translation>返回播放视频前的画面；也可按 Esc</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Open video or picture…</source>
      <translation>打开视频或图片…</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Show a file</source>
      <translation>显示一个文件</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Open a folder of pictures…</source>
      <translation>打开图片文件夹…</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Show them in a strip; each opens with a click</source>
      <translation>在侧栏中显示，单击即可打开</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Next picture</source>
      <translation>下一张图片</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Of the opened folder</source>
      <translation>所打开的文件夹中的图片</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Picture before</source>
      <translation>上一张图片</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Open style…</source>
      <translation>打开画风…</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>From a file: a packed style, or a bare network</source>
      <translation>从文件打开：画风包或单独的网络</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Manage styles…</source>
      <translation>管理画风…</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>All styles: add, rename, remove, share</source>
      <translation>所有画风：添加、重命名、移除、分享</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>New style from a picture…</source>
      <translation>用图片学习新画风…</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>A network learns to draw in a picture's style</source>
      <translation>网络学习按图片的画风作画</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Keys</source>
      <translation>快捷键</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>See every key, and change it</source>
      <translation>查看并修改所有快捷键</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Copy diagnostics</source>
      <translation>复制诊断信息</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Copy what helps to find a fault; no names in it</source>
      <translation>复制有助于查找问题的信息；不含姓名</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Paste a picture</source>
      <translation>粘贴图片</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Show the picture that was copied</source>
      <translation>显示复制的图片</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Less motion</source>
      <translation>减少动态效果</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Nothing turns or fades</source>
      <translation>不旋转，不渐变</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Open the folder of the log file</source>
      <translation>打开日志文件夹</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Check for updates at start</source>
      <translation>启动时检查更新</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Ask the project's page for a newer version whenever ToonClip starts</source>
      <translation>每次启动时向项目页面查询新版本</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Check for updates now</source>
      <translation>立即检查更新</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Ask the project's page for a newer version</source>
      <translation>向项目页面查询新版本</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Version and credits</source>
      <translation>版本与鸣谢</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Go on in the tray when closed</source>
      <translation>关闭后在托盘中继续</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Clips and the camera for other programs go on without the window</source>
      <translation>没有窗口时，短片录制和供其他程序使用的摄像头仍会继续</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Quit</source>
      <translation>退出</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Finish a clip and end the program</source>
      <translation>完成短片并结束程序</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Style {number}</source>
      <translation>画风 {number}</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Draw with this style of the strip</source>
      <translation>用预览条中的此画风绘制</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Picture and styles</source>
      <translation>画面与画风</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Window</source>
      <translation>窗口</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Films and photographs</source>
      <translation>影片与照片</translation>
    </message>
    <message>
      <location filename="../../desktop/window/actions.py" />
      <source>Files and help</source>
      <translation>文件与帮助</translation>
    </message>
    <message>
      <location filename="../../desktop/window/camera_dialog.py" />
      <source>Defaults</source>
      <translation>默认值</translation>
    </message>
    <message>
      <location filename="../../desktop/window/clip_strip.py" />
      <source>Trim…</source>
      <translation>裁剪…</translation>
    </message>
    <message>
      <location filename="../../desktop/window/clip_strip.py" />
      <source>Rename</source>
      <translation>重命名</translation>
    </message>
    <message>
      <location filename="../../desktop/window/clip_strip.py" />
      <source>Copy</source>
      <translation>复制</translation>
    </message>
    <message>
      <location filename="../../desktop/window/clip_strip.py" />
      <source>Move to the trash</source>
      <translation>移到回收站</translation>
    </message>
    <message>
      <location filename="../../desktop/window/clip_strip.py" />
      <source>Picture</source>
      <translation>画面</translation>
    </message>
    <message>
      <location filename="../../desktop/window/clip_strip.py" />
      <source>Make a loop of its end</source>
      <translation>用结尾制作循环</translation>
    </message>
    <message>
      <location filename="../../desktop/window/clip_strip.py" />
      <source>Clips and pictures that you save are listed here</source>
      <translation>您保存的视频和图片会列在这里</translation>
    </message>
    <message>
      <location filename="../../desktop/window/clip_strip.py" />
      <source>Double click: play</source>
      <translation>双击播放</translation>
    </message>
    <message>
      <location filename="../../desktop/window/control_bar.py" />
      <source>Source</source>
      <translation>来源</translation>
    </message>
    <message>
      <location filename="../../desktop/window/control_bar.py" />
      <source>Style</source>
      <translation>画风</translation>
    </message>
    <message>
      <location filename="../../desktop/window/control_bar.py" />
      <source>More</source>
      <translation>更多</translation>
    </message>
    <message>
      <location filename="../../desktop/window/control_bar.py" />
      <source>Layout</source>
      <translation>布局</translation>
    </message>
    <message>
      <location filename="../../desktop/window/dialogs.py" />
      <source>Save clips and snapshots to</source>
      <translation>视频和截图保存到</translation>
    </message>
    <message>
      <location filename="../../desktop/window/dialogs.py" />
      <source>The icon in the tray brings the window back. The … menu, under Settings, changes your choice.</source>
      <translation>点击托盘图标可重新显示窗口。可在“…”菜单的“设置”中更改。</translation>
    </message>
    <message>
      <location filename="../../desktop/window/dialogs.py" />
      <source>Open video or picture</source>
      <translation>打开视频或图片</translation>
    </message>
    <message>
      <location filename="../../desktop/window/dialogs.py" />
      <source>Choose a picture</source>
      <translation>选择图片</translation>
    </message>
    <message>
      <location filename="../../desktop/window/dialogs.py" />
      <source>Open style</source>
      <translation>打开画风</translation>
    </message>
    <message>
      <location filename="../../desktop/window/dialogs.py" />
      <source>Open a folder of pictures</source>
      <translation>打开图片文件夹</translation>
    </message>
    <message>
      <location filename="../../desktop/window/dialogs.py" />
      <source>Save the style as</source>
      <translation>画风另存为</translation>
    </message>
    <message>
      <location filename="../../desktop/window/dialogs.py" />
      <source>Go on with the window closed?</source>
      <translation>关闭窗口后继续吗？</translation>
    </message>
    <message>
      <location filename="../../desktop/window/dialogs.py" />
      <source>Go on in the tray</source>
      <translation>在托盘中继续</translation>
    </message>
    <message>
      <location filename="../../desktop/window/dialogs.py" />
      <source>Finish and quit</source>
      <translation>结束并退出</translation>
    </message>
    <message>
      <location filename="../../desktop/window/dialogs.py" />
      <source>Look in:</source>
      <translation>查找范围：</translation>
    </message>
    <message>
      <location filename="../../desktop/window/dialogs.py" />
      <source>Files of type:</source>
      <translation>文件类型：</translation>
    </message>
    <message>
      <location filename="../../desktop/window/dialogs.py" />
      <source>Videos and pictures</source>
      <translation>视频和图片</translation>
    </message>
    <message>
      <location filename="../../desktop/window/dialogs.py" />
      <source>All files</source>
      <translation>所有文件</translation>
    </message>
    <message>
      <location filename="../../desktop/window/dialogs.py" />
      <source>Pictures</source>
      <translation>图片</translation>
    </message>
    <message>
      <location filename="../../desktop/window/divider_value.py" />
      <source>Divider: share of the original, percent</source>
      <translation>分隔线：原图所占百分比</translation>
    </message>
    <message>
      <location filename="../../desktop/window/drops.py" />
      <source>This cannot be used here</source>
      <translation>此文件无法使用</translation>
    </message>
    <message>
      <location filename="../../desktop/window/drops.py" />
      <source>Drop to add this style and draw with it</source>
      <translation>松开以添加此画风并用它绘制</translation>
    </message>
    <message>
      <location filename="../../desktop/window/drops.py" />
      <source>Drop to open this video</source>
      <translation>松开以打开此视频</translation>
    </message>
    <message>
      <location filename="../../desktop/window/drops.py" />
      <source>Drop to open this picture</source>
      <translation>松开以打开此图片</translation>
    </message>
    <message>
      <location filename="../../desktop/window/drops.py" />
      <source>Drop to try to open this</source>
      <translation>松开以尝试打开</translation>
    </message>
    <message>
      <location filename="../../desktop/window/film_bar.py" />
      <source>Position</source>
      <translation>位置</translation>
    </message>
    <message>
      <location filename="../../desktop/window/film_jobs.py" />
      <source>Waits</source>
      <translation>等待中</translation>
    </message>
    <message>
      <location filename="../../desktop/window/film_jobs.py" />
      <source>End it; what is done is kept</source>
      <translation>结束；已完成的部分保留</translation>
    </message>
    <message>
      <location filename="../../desktop/window/film_jobs.py" />
      <source>End {name}</source>
      <translation>结束 {name}</translation>
    </message>
    <message>
      <location filename="../../desktop/window/film_jobs.py" />
      <source>Films that are saved as toons</source>
      <translation>正在保存为卡通的影片</translation>
    </message>
    <message>
      <location filename="../../desktop/window/film_jobs.py" />
      <source>{time} left</source>
      <translation>剩余 {time}</translation>
    </message>
    <message>
      <location filename="../../desktop/window/keys_page.py" />
      <source>Click a key to change it. Backspace takes it away.</source>
      <translation>单击快捷键可修改，按退格键可删除。</translation>
    </message>
    <message>
      <location filename="../../desktop/window/keys_page.py" />
      <source>Keys for record, snapshot and the last seconds in every program</source>
      <translation>在所有程序中使用录制、拍照和保存最后几秒的按键</translation>
    </message>
    <message>
      <location filename="../../desktop/window/keys_page.py" />
      <source>Key of “{action}”: {key}</source>
      <translation>“{action}”的快捷键：{key}</translation>
    </message>
    <message>
      <location filename="../../desktop/window/keys_page.py" />
      <source>Reset all keys</source>
      <translation>重置所有快捷键</translation>
    </message>
    <message>
      <location filename="../../desktop/window/keys_page.py" />
      <source>“{action}” has no key now.</source>
      <translation>“{action}”现在没有快捷键。</translation>
    </message>
    <message>
      <location filename="../../desktop/window/keys_page.py" />
      <source>Press a key</source>
      <translation>请按键</translation>
    </message>
    <message>
      <location filename="../../desktop/window/keys_page.py" />
      <source>none</source>
      <translation>无</translation>
    </message>
    <message>
      <location filename="../../desktop/window/language.py" />
      <source>Language of the system</source>
      <translation>跟随系统语言</translation>
    </message>
    <message>
      <location filename="../../desktop/window/marks.py" />
      <source>Zoom {percent} % · Esc</source>
      <translation>缩放 {percent} % · Esc</translation>
    </message>
    <message>
      <location filename="../../desktop/window/marks.py" />
      <source>PAUSED {time}</source>
      <translation>已暂停 {time}</translation>
    </message>
    <message>
      <location filename="../../desktop/window/marks.py" />
      <source>REC {time}</source>
      <translation>录制 {time}</translation>
    </message>
    <message>
      <location filename="../../desktop/window/marks.py" />
      <source>Your clip · Esc</source>
      <translation>你的短片 · Esc</translation>
    </message>
    <message>
      <location filename="../../desktop/window/model_manager.py" />
      <source>Details</source>
      <translation>详细信息</translation>
    </message>
    <message>
      <location filename="../../desktop/window/model_manager.py" />
      <source>Size, kind and licence of each</source>
      <translation>各画风的大小、类型和许可证</translation>
    </message>
    <message>
      <location filename="../../desktop/window/model_manager.py" />
      <source>Rename…</source>
      <translation>重命名…</translation>
    </message>
    <message>
      <location filename="../../desktop/window/model_manager.py" />
      <source>Looks wrong?…</source>
      <translation>颜色不对？…</translation>
    </message>
    <message>
      <location filename="../../desktop/window/model_manager.py" />
      <source>Save as a file…</source>
      <translation>保存为文件…</translation>
    </message>
    <message>
      <location filename="../../desktop/window/model_manager.py" />
      <source>Update</source>
      <translation>更新</translation>
    </message>
    <message>
      <location filename="../../desktop/window/model_manager.py" />
      <source>Remove</source>
      <translation>移除</translation>
    </message>
    <message>
      <location filename="../../desktop/window/model_manager.py" />
      <source>Look for updates</source>
      <translation>检查模型更新</translation>
    </message>
    <message>
      <location filename="../../desktop/window/model_manager.py" />
      <source>Asks the hub about the styles that you added from there</source>
      <translation>向画风库查询你从那里添加的画风</translation>
    </message>
    <message>
      <location filename="../../desktop/window/model_manager.py" />
      <source>Add a style…</source>
      <translation>添加画风…</translation>
    </message>
    <message>
      <location filename="../../desktop/window/model_manager.py" />
      <source>It came with ToonClip and stays as it is</source>
      <translation>ToonClip 自带，保持原样</translation>
    </message>
    <message>
      <location filename="../../desktop/window/model_manager.py" />
      <source>Its file says how its colours are meant</source>
      <translation>其文件已说明颜色的含义</translation>
    </message>
    <message>
      <location filename="../../desktop/window/model_manager.py" />
      <source>The name of the style:</source>
      <translation>画风名称：</translation>
    </message>
    <message>
      <location filename="../../desktop/window/model_manager.py" />
      <source>It draws now</source>
      <translation>正在使用</translation>
    </message>
    <message>
      <location filename="../../desktop/window/model_manager.py" />
      <source>No newer version is known</source>
      <translation>没有已知的新版本</translation>
    </message>
    <message>
      <location filename="../../desktop/window/new_style_dialog.py" />
      <source>New style from a picture</source>
      <translation>用图片学习新画风</translation>
    </message>
    <message>
      <location filename="../../desktop/window/new_style_dialog.py" />
      <source>Choose a painting, a drawing or a print: a network learns to draw you in its style, on this computer.</source>
      <translation>选择一幅画、素描或版画：网络会在这台电脑上学习用它的画风来画您。</translation>
    </message>
    <message>
      <location filename="../../desktop/window/new_style_dialog.py" />
      <source>Drop a picture here</source>
      <translation>将图片拖到此处</translation>
    </message>
    <message>
      <location filename="../../desktop/window/new_style_dialog.py" />
      <source>Choose a picture…</source>
      <translation>选择图片…</translation>
    </message>
    <message>
      <location filename="../../desktop/window/new_style_dialog.py" />
      <source>Keep the photograph's colours</source>
      <translation>保留照片的颜色</translation>
    </message>
    <message>
      <location filename="../../desktop/window/new_style_dialog.py" />
      <source>How much of the style is learned</source>
      <translation>画风学习进度</translation>
    </message>
    <message>
      <location filename="../../desktop/window/new_style_dialog.py" />
      <source>It looks at the picture. The first toons come in half a minute.</source>
      <translation>正在查看图片。半分钟后出现第一批卡通。</translation>
    </message>
    <message>
      <location filename="../../desktop/window/new_style_dialog.py" />
      <source>Name of the style</source>
      <translation>画风名称</translation>
    </message>
    <message>
      <location filename="../../desktop/window/new_style_dialog.py" />
      <source>Minutes to learn</source>
      <translation>学习时间（分钟）</translation>
    </message>
    <message>
      <location filename="../../desktop/window/new_style_dialog.py" />
      <source>Learn the style</source>
      <translation>学习画风</translation>
    </message>
    <message>
      <location filename="../../desktop/window/new_style_dialog.py" />
      <source>End</source>
      <translation>结束</translation>
    </message>
    <message>
      <location filename="../../desktop/window/new_style_dialog.py" />
      <source>Saves the style</source>
      <translation>正在保存画风</translation>
    </message>
    <message>
      <location filename="../../desktop/window/new_style_dialog.py" />
      <source>Go on in the background</source>
      <translation>在后台继续</translation>
    </message>
    <message>
      <location filename="../../desktop/window/notification_bar.py" />
      <source>Information</source>
      <translation>信息</translation>
    </message>
    <message>
      <location filename="../../desktop/window/notification_bar.py" />
      <source>Done</source>
      <translation>完成</translation>
    </message>
    <message>
      <location filename="../../desktop/window/notification_bar.py" />
      <source>Error</source>
      <translation>错误</translation>
    </message>
    <message>
      <location filename="../../desktop/window/notification_bar.py" />
      <source>Dismiss</source>
      <translation>关闭</translation>
    </message>
    <message>
      <location filename="../../desktop/window/notification_bar.py" />
      <source>Notifications</source>
      <translation>通知</translation>
    </message>
    <message>
      <location filename="../../desktop/window/overlays.py" />
      <source>source</source>
      <translation>来源</translation>
    </message>
    <message>
      <location filename="../../desktop/window/overlays.py" />
      <source>{count} fps</source>
      <translation>{count} 帧/秒</translation>
    </message>
    <message>
      <location filename="../../desktop/window/overlays.py" />
      <source>toons</source>
      <translation>卡通</translation>
    </message>
    <message>
      <location filename="../../desktop/window/overlays.py" />
      <source>drawing</source>
      <translation>绘制</translation>
    </message>
    <message>
      <location filename="../../desktop/window/overlays.py" />
      <source>drawn at</source>
      <translation>绘制尺寸</translation>
    </message>
    <message>
      <location filename="../../desktop/window/overlays.py" />
      <source>latency</source>
      <translation>延迟</translation>
    </message>
    <message>
      <location filename="../../desktop/window/overlays.py" />
      <source>left out</source>
      <translation>略过</translation>
    </message>
    <message>
      <location filename="../../desktop/window/overlays.py" />
      <source>source: pictures that the camera or video delivers, a second</source>
      <translation>来源：摄像头或视频每秒提供的画面数</translation>
    </message>
    <message>
      <location filename="../../desktop/window/overlays.py" />
      <source>toons: pictures that you see, a second</source>
      <translation>卡通：每秒看到的画面数</translation>
    </message>
    <message>
      <location filename="../../desktop/window/overlays.py" />
      <source>drawing: the time that the style takes for one toon</source>
      <translation>绘制：画风绘制一幅所需的时间</translation>
    </message>
    <message>
      <location filename="../../desktop/window/overlays.py" />
      <source>drawn at: the size at which the style draws, in pixels; it follows the load</source>
      <translation>绘制尺寸：画风绘制所用的像素尺寸；随负载变化</translation>
    </message>
    <message>
      <location filename="../../desktop/window/overlays.py" />
      <source>latency: from the camera's picture to its toon on the screen</source>
      <translation>延迟：从摄像头画面到屏幕上卡通画面的时间</translation>
    </message>
    <message>
      <location filename="../../desktop/window/overlays.py" />
      <source>left out: pictures that came while a toon was being drawn; the newest is always the next</source>
      <translation>略过：绘制期间到来而未用的画面；总是接着绘制最新的</translation>
    </message>
    <message>
      <location filename="../../desktop/window/reading_sheet.py" />
      <source>Which of these looks right?</source>
      <translation>哪一张看起来正确？</translation>
    </message>
    <message>
      <location filename="../../desktop/window/reading_sheet.py" />
      <source>The file of “{model}” does not say how its colours are meant. Click the picture that looks right.</source>
      <translation>“{model}”的文件没有说明颜色的含义。请单击看起来正确的图片。</translation>
    </message>
    <message>
      <location filename="../../desktop/window/reading_sheet.py" />
      <source>Keep it as it is</source>
      <translation>保持不变</translation>
    </message>
    <message>
      <location filename="../../desktop/window/reading_sheet.py" />
      <source>It draws nothing</source>
      <translation>没有绘制出画面</translation>
    </message>
    <message>
      <location filename="../../desktop/window/resting_picture.py" />
      <source>ToonClip is resting</source>
      <translation>ToonClip 休息中</translation>
    </message>
    <message>
      <location filename="../../desktop/window/resting_picture.py" />
      <source>The picture comes back by itself</source>
      <translation>画面会自动恢复</translation>
    </message>
    <message>
      <location filename="../../desktop/window/strength_slider.py" />
      <source>Strength of the drawing</source>
      <translation>绘制强度</translation>
    </message>
    <message>
      <location filename="../../desktop/window/strength_slider.py" />
      <source>Strength of lines and colours: 0 % is the original, 100 % what the style draws.
Remembered for each style; a double click is 100 %.</source>
      <translation>线条和色彩的强度：0 % 为原画，100 % 为画风所画。
每个画风分别记住；双击恢复 100 %。</translation>
    </message>
    <message>
      <location filename="../../desktop/window/style.py" />
      <source>As the system</source>
      <translation>跟随系统</translation>
    </message>
    <message>
      <location filename="../../desktop/window/style.py" />
      <source>Dark</source>
      <translation>深色</translation>
    </message>
    <message>
      <location filename="../../desktop/window/style.py" />
      <source>Light</source>
      <translation>浅色</translation>
    </message>
    <message>
      <location filename="../../desktop/window/style.py" />
      <source>High contrast</source>
      <translation>高对比度</translation>
    </message>
    <message>
      <location filename="../../desktop/window/style_strip.py" />
      <source>Styles on your own picture</source>
      <translation>各画风对您画面的效果</translation>
    </message>
    <message>
      <location filename="../../desktop/window/style_strip.py" />
      <source>No longer a favourite</source>
      <translation>取消收藏</translation>
    </message>
    <message>
      <location filename="../../desktop/window/style_strip.py" />
      <source>Favourite: first in the strip</source>
      <translation>收藏：排在最前</translation>
    </message>
    <message>
      <location filename="../../desktop/window/style_strip.py" />
      <source>Move left</source>
      <translation>向左移</translation>
    </message>
    <message>
      <location filename="../../desktop/window/style_strip.py" />
      <source>Move right</source>
      <translation>向右移</translation>
    </message>
    <message>
      <location filename="../../desktop/window/tray.py" />
      <source>Show the window</source>
      <translation>显示窗口</translation>
    </message>
    <message>
      <location filename="../../desktop/window/tray.py" />
      <source>End the toon camera</source>
      <translation>关闭卡通摄像头</translation>
    </message>
    <message>
      <location filename="../../desktop/window/trim_dialog.py" />
      <source>Trim {name}</source>
      <translation>裁剪 {name}</translation>
    </message>
    <message>
      <location filename="../../desktop/window/trim_dialog.py" />
      <source>Start, seconds</source>
      <translation>起点（秒）</translation>
    </message>
    <message>
      <location filename="../../desktop/window/trim_dialog.py" />
      <source>End, seconds</source>
      <translation>终点（秒）</translation>
    </message>
    <message>
      <location filename="../../desktop/window/trim_dialog.py" />
      <source>Save the part</source>
      <translation>保存此段</translation>
    </message>
    <message>
      <location filename="../../desktop/window/video_view.py" />
      <source>In the split layout the left and right arrow keys move the divider.</source>
      <translation>在分割布局中，用左右方向键移动分隔线。</translation>
    </message>
    <message>
      <location filename="../../assets/models/comic-hero/manifest.json" />
      <source>Comic Hero</source>
      <translation>漫画英雄</translation>
    </message>
    <message>
      <location filename="../../assets/models/comic-hero-hq/manifest.json" />
      <source>Comic Hero HQ</source>
      <translation>漫画英雄 HQ</translation>
    </message>
    <message>
      <location filename="../../assets/models/great-wave/manifest.json" />
      <source>Great Wave</source>
      <translation>神奈川巨浪</translation>
    </message>
    <message>
      <location filename="../../assets/models/pencil-sketch/manifest.json" />
      <source>Pencil Sketch</source>
      <translation>铅笔素描</translation>
    </message>
    <message>
      <location filename="../../assets/models/screen-print/manifest.json" />
      <source>Screen Print</source>
      <translation>丝网印刷</translation>
    </message>
    <message>
      <location filename="../../assets/models/starry-night/manifest.json" />
      <source>Starry Night</source>
      <translation>星夜</translation>
    </message>
    <message>
      <location filename="../../assets/models/the-scream/manifest.json" />
      <source>The Scream</source>
      <translation>呐喊</translation>
    </message>
    <message>
      <location filename="../../assets/models/watercolour/manifest.json" />
      <source>Watercolour</source>
      <translation>水彩</translation>
    </message>
  </context>
</TS>
