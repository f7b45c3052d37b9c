// Argo's module as served has this file for macOS and Windows only: what its executor needs here.
package os_specific

import (
	"os"
	"syscall"

	"github.com/argoproj/argo-workflows/v3/util/errors"
)

var Term = syscall.SIGTERM

// CanIgnoreSignal tells signals that are none of the task's business: ended children, Go's own.
func CanIgnoreSignal(s os.Signal) bool {
	return s == syscall.SIGCHLD || s == syscall.SIGURG
}

// Kill signals the whole group of the process.
func Kill(pid int, s syscall.Signal) error {
	if group, err := syscall.Getpgid(pid); err == nil {
		pid = -group
	}
	return syscall.Kill(pid, s)
}

// Setpgid gives the process to be started a group of its own.
func Setpgid(attributes *syscall.SysProcAttr) {
	attributes.Setpgid = true
}

// Wait collects children until the process has ended: the executor is the container's first
// process, to which all orphans fall.
func Wait(process *os.Process) error {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case err == syscall.EINTR:
			continue
		case err != nil:
			return err
		case pid == process.Pid && status.Signaled():
			return errors.NewExitErr(128 + int(status.Signal()))
		case pid == process.Pid && status.Exited():
			return errors.NewExitErr(status.ExitStatus())
		}
	}
}
