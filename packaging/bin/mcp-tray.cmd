@echo off
rem The command line of the installed app, on the Node that comes with it: the app itself cannot be run as Node.
"%~dp0node.exe" "%~dp0..\cli\bin\mcp-tray.mjs" %*
