// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// noType is refused by every call, after its context was taken.
const noType = "apsaradb_none"

type contextKey struct{}

// Nothing that a call's context holds may outlive the call, because a plan of thousands of policies makes four calls
// for each.
func TestServer_keepsNothingOfACall(t *testing.T) {
	t.Parallel()
	s := NewServer(New("test")())
	for name, call := range map[string]func(context.Context) error{
		"ValidateResourceConfig": func(ctx context.Context) error {
			_, err := s.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: noType})
			return err
		},
		"UpgradeResourceState": func(ctx context.Context) error {
			_, err := s.UpgradeResourceState(ctx, &tfprotov6.UpgradeResourceStateRequest{TypeName: noType})
			return err
		},
		"UpgradeResourceIdentity": func(ctx context.Context) error {
			_, err := s.UpgradeResourceIdentity(ctx, &tfprotov6.UpgradeResourceIdentityRequest{TypeName: noType})
			return err
		},
		"ReadResource": func(ctx context.Context) error {
			_, err := s.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: noType})
			return err
		},
		"PlanResourceChange": func(ctx context.Context) error {
			_, err := s.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{TypeName: noType})
			return err
		},
		"ApplyResourceChange": func(ctx context.Context) error {
			_, err := s.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{TypeName: noType})
			return err
		},
		"ImportResourceState": func(ctx context.Context) error {
			_, err := s.ImportResourceState(ctx, &tfprotov6.ImportResourceStateRequest{TypeName: noType})
			return err
		},
		"MoveResourceState": func(ctx context.Context) error {
			_, err := s.MoveResourceState(ctx, &tfprotov6.MoveResourceStateRequest{TargetTypeName: noType})
			return err
		},
	} {
		if held, err := heldAfter(t, call); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if held {
			t.Errorf("%s: what its context holds is still there after it", name)
		}
	}
}

// heldAfter makes a call with something in its context, and reports whether that is there after two collections.
func heldAfter(t *testing.T, call func(context.Context) error) (bool, error) {
	t.Helper()
	held, err := passThrough(t, call)
	runtime.GC()
	runtime.GC()
	return held.Value() != nil, err
}

// passThrough keeps nothing on the caller's stack.
//
//go:noinline
func passThrough(t *testing.T, call func(context.Context) error) (weak.Pointer[[1 << 16]byte], error) {
	t.Helper()
	something := new([1 << 16]byte)
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), contextKey{}, something))
	defer cancel()
	return weak.Make(something), call(ctx)
}

// During a call the lent context is the caller's own: with its values, its end and its deadline. Afterwards it is over.
func TestLending_isTheCallersContextUntilItEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithDeadline(context.WithValue(t.Context(), contextKey{}, "value"), time.Now().Add(time.Hour))
	defer cancel()
	var kept context.Context
	_, err := lending(ctx, context.Background(), "request", func(lent context.Context, request string) (string, error) {
		kept = lent
		child, stop := context.WithCancel(lent)
		defer stop()
		if _, bounded := child.Deadline(); !bounded || child.Value(contextKey{}) != "value" || child.Err() != nil ||
			request != "request" {
			t.Error("the lent context is not the caller's")
		}
		cancel()
		<-child.Done()
		return "", child.Err()
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the call ended with %v", err)
	}
	<-kept.Done()
	if _, bounded := kept.Deadline(); bounded || kept.Value(contextKey{}) != nil ||
		!errors.Is(kept.Err(), context.Canceled) {
		t.Error("the lent context still holds something")
	}
}

// A framework that can do more than the server in front of it shows would lose that without a word.
func TestServer_hidesNothingOfTheFramework(t *testing.T) {
	t.Parallel()
	bare := providerserver.NewProtocol6(New("test")())()
	if _, complete := bare.(everything); !complete {
		t.Error("the framework's server has no longer all that it had")
	}
	if _, lends := NewServer(New("test")()).(*server); !lends {
		t.Error("the server lends no contexts")
	}
}

// waiting is a server whose every read takes until its context ends.
type waiting struct{ everything }

func (waiting) ReadResource(
	ctx context.Context, _ *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (waiting) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}

// Ctrl-C ends the calls that are under way, and those that Terraform had sent already and that arrive after it:
// nothing else ever ends these, and the framework's server lets them run.
func TestServer_stopEndsCallsBeforeAndAfterIt(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]bool{"under way": true, "arrives later": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := serve(waiting{})
				ended := make(chan error, 1)
				read := func() {
					_, err := s.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{TypeName: noType})
					ended <- err
				}
				if before {
					go read()
					synctest.Wait()
				}
				if _, err := s.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{}); err != nil {
					t.Fatal(err)
				}
				if !before {
					go read()
				}
				synctest.Wait()
				select {
				case err := <-ended:
					if !errors.Is(err, context.Canceled) {
						t.Errorf("the call ended with %v", err)
					}
				default:
					t.Error("the call goes on")
				}
			})
		})
	}
}
