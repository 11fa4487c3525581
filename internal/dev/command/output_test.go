// SPDX-License-Identifier: MPL-2.0

package command

import (
	"context"
	"errors"
	"os"
	"testing"
)

// A command is told when nobody reads its output any more.
func TestWhileRead_endsWithTheReader(t *testing.T) {
	t.Parallel()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = write.Close() }()
	ctx, end := whileRead(t.Context(), write)
	defer end()
	if ctx.Err() != nil {
		t.Fatal("the context has ended before its reader")
	}
	if err := read.Close(); err != nil {
		t.Fatal(err)
	}
	<-ctx.Done()
	if !errors.Is(ctx.Err(), context.Canceled) {
		t.Error(ctx.Err())
	}
}
