"""Runs a program on a terminal of its own: onTerminal.py COLUMNS ROWS WANTED ACTION PROGRAM...

Waits for WANTED on the screen, then types ACTION (or sends the signal that it names, as SIGTERM), and prints as JSON what the
program wrote, how it ended, and whether the terminal is as it was before. ACTION may be several, with a comma between them.
"""

import fcntl, json, os, pty, select, signal, struct, sys, termios, time

columns, rows, wanted, actions = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode(), sys.argv[4].split(",")
leader, follower = pty.openpty()
fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
before = termios.tcgetattr(follower)
pid = os.fork()
if pid == 0:
    os.setsid()
    fcntl.ioctl(follower, termios.TIOCSCTTY, 0)
    for each in (0, 1, 2):
        os.dup2(follower, each)
    os.execvp(sys.argv[5], sys.argv[5:])

output, ended, deadline, seen = b"", None, time.monotonic() + 40, 0
while ended is None and time.monotonic() < deadline:
    if select.select([leader], [], [], 0.05)[0]:
        output += os.read(leader, 65536)
    if actions and wanted in output[seen:]:
        action = actions.pop(0)
        seen = len(output)
        if action.startswith("SIG"):
            os.kill(pid, getattr(signal, action))
        elif "x" in action and action.replace("x", "").isdigit():
            size = [int(each) for each in action.split("x")]
            fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            os.kill(pid, signal.SIGWINCH)
        else:
            os.write(leader, action.encode().decode("unicode_escape").encode())
    done, status = os.waitpid(pid, os.WNOHANG)
    if done:
        ended = os.waitstatus_to_exitcode(status)
if ended is None:
    os.kill(pid, signal.SIGKILL)
while select.select([leader], [], [], 0.1)[0]:
    output += os.read(leader, 65536)
same = termios.tcgetattr(follower)[:4] == before[:4]
print(json.dumps({"output": output.decode(errors="replace"), "exit": ended, "same": same}))
