// SPDX-License-Identifier: MPL-2.0

package subject

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// errLeft ends putting back when it is interrupted as well.
var errLeft = errors.New("interrupted again")

// Guard does the work, and puts the instance back however it ends. The first interrupt ends the work alone: putting
// back begins then, or goes on. Only another one leaves the instance as it is. Where it is not as it was found, what to
// do by hand is printed.
func (r Restorer) Guard(
	ctx context.Context,
	found Found,
	work func(ctx context.Context) error,
) (workErr, restoreErr error) {
	if ctx.Err() != nil {
		return ctx.Err(), nil // nothing was changed
	}
	working, restoring, stop := r.listen(ctx)
	defer stop()
	r.sayf("You agreed. Should this program be killed before it ends, this is what to know:\n%s\n", found.ByHand())
	workErr = work(working)
	r.sayf("\nPutting %s back as it was found ...\n", found.Instance.ID)
	policy, restoreErr := r.Restore(restoring, found)
	switch {
	case restoreErr == nil:
		r.sayf("Put back, and read twice: %s.\n", leftAs(policy))
	case errors.Is(context.Cause(restoring), errLeft):
		r.sayf("\nLEFT AS IT IS, because Ctrl-C was pressed again. To put it back by hand:\n\n%s", found.ByHand())
	default:
		r.sayf("\nNOT PUT BACK: %s\n\n%s", Explain(restoreErr), found.ByHand())
	}
	return workErr, restoreErr
}

// listen returns the context of the work, which ends with the first interrupt or with ctx, and that of putting back,
// which ends with the second interrupt. A terminal that goes away ends the work alone: nobody is left to do the rest by
// hand.
func (r Restorer) listen(ctx context.Context) (working, restoring context.Context, stop func()) {
	signals, stopSignals := r.Signals, func() {}
	if signals == nil {
		own := make(chan os.Signal, 8)
		signal.Notify(own, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		signals, stopSignals = own, func() { signal.Stop(own) }
	}
	working, endWork := context.WithCancel(context.WithoutCancel(ctx)) // ended below, once it is said
	restoring, leave := context.WithCancelCause(context.WithoutCancel(ctx))
	done := make(chan struct{})
	var listening sync.WaitGroup
	listening.Go(func() {
		ended, said, presses := ctx.Done(), false, 0
		for {
			select {
			case <-done:
				return
			case <-ended:
				ended = nil // The same interrupt arrives as a signal too, where it is one.
			case sent := <-signals:
				if sent != syscall.SIGHUP {
					presses++
				}
			}
			if !said {
				said = true
				r.sayf("\nInterrupted. Putting back what was found; press Ctrl-C again to leave it as it is.\n")
				endWork()
			}
			if presses > 1 {
				leave(errLeft)
			}
		}
	})
	return working, restoring, func() {
		close(done)
		listening.Wait()
		stopSignals()
		endWork()
		leave(nil)
	}
}
