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
		"ValidateResourceConfig": with(s.ValidateResourceConfig, &tfprotov6.ValidateResourceConfigRequest{TypeName: noType}),
		"UpgradeResourceState":   with(s.UpgradeResourceState, &tfprotov6.UpgradeResourceStateRequest{TypeName: noType}),
		"UpgradeResourceIdentity": with(
			s.UpgradeResourceIdentity, &tfprotov6.UpgradeResourceIdentityRequest{TypeName: noType},
		),
		"ReadResource":        with(s.ReadResource, &tfprotov6.ReadResourceRequest{TypeName: noType}),
		"PlanResourceChange":  with(s.PlanResourceChange, &tfprotov6.PlanResourceChangeRequest{TypeName: noType}),
		"ApplyResourceChange": with(s.ApplyResourceChange, &tfprotov6.ApplyResourceChangeRequest{TypeName: noType}),
		"ImportResourceState": with(s.ImportResourceState, &tfprotov6.ImportResourceStateRequest{TypeName: noType}),
		"MoveResourceState":   with(s.MoveResourceState, &tfprotov6.MoveResourceStateRequest{TargetTypeName: noType}),
	} {
		if held, err := heldAfter(t, call); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if held {
			t.Errorf("%s: what its context holds is still there after it", name)
		}
	}
}

// with is a call with a request.
func with[Request, Response any](
	call func(context.Context, Request) (Response, error), request Request,
) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := call(ctx, request)
		return err
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

// Who keeps the context of a call finds it canceled and empty after the call. During the call it is the caller's own.
func TestServer_contextOfACallEndsWithIt(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(context.WithValue(t.Context(), contextKey{}, "value"), time.Hour)
	defer cancel()
	var kept context.Context
	_, err := lending(ctx, context.Background(), 0, func(lent context.Context, _ int) (int, error) {
		kept = lent
		if _, bounded := lent.Deadline(); !bounded || lent.Value(contextKey{}) != "value" || lent.Err() != nil {
			t.Error("the lent context is not the caller's")
		}
		return 0, nil
	})
	<-kept.Done()
	if _, bounded := kept.Deadline(); err != nil || bounded || kept.Value(contextKey{}) != nil || kept.Err() == nil {
		t.Errorf("%v; the lent context still holds something", err)
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
