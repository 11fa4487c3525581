// SPDX-License-Identifier: MPL-2.0

package command

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// lookEvery is how often the reader of the output is looked for, in milliseconds.
const lookEvery = 200

// surviveBrokenPipe keeps a write to a pipe without a reader from ending the program: a command has to put back or stop
// what it started. It does not ignore the signal, because a command that is started would inherit that.
func surviveBrokenPipe() (stop func()) {
	broken := make(chan os.Signal, 1)
	signal.Notify(broken, syscall.SIGPIPE)
	return func() { signal.Stop(broken) }
}

// whileRead returns a context that ends when nobody can read the file any more, as after "| head".
func whileRead(ctx context.Context, file *os.File) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	watched := []unix.PollFd{{Fd: int32(file.Fd())}}
	go func() {
		for ctx.Err() == nil {
			if _, err := unix.Poll(watched, lookEvery); err != nil && !errors.Is(err, unix.EINTR) {
				return
			}
			switch got := watched[0].Revents; {
			case got&(unix.POLLERR|unix.POLLHUP) != 0:
				cancel()
			case got != 0:
				return // The system cannot watch such a file.
			}
		}
	}()
	return ctx, cancel
}
