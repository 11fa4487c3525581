// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// stopTimeout is how long running calls may take to finish after the end.
const stopTimeout = 5 * time.Second

// Running is a server that listens. [Serve] starts one.
type Running struct {
	*Server
	stop  context.CancelFunc
	ended chan struct{}
	err   error
}

// Serve listens on addr, such as 127.0.0.1:0, and answers until ctx ends or [Running.Stop] is called. The fleet is the
// default one and its clock runs from now, unless options say otherwise.
func Serve(ctx context.Context, addr string, options ...Option) (*Running, error) {
	s, err := New(options...)
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listening: %w", err)
	}
	scheme := "http://"
	if s.origin.tls != nil {
		scheme = "https://"
		listener = tls.NewListener(listener, &tls.Config{
			Certificates: []tls.Certificate{*s.origin.tls}, MinVersion: tls.VersionTLS12,
		})
	}
	if s.url == "" {
		s.url = scheme + localHost(listener.Addr())
	}
	ctx, stop := context.WithCancel(ctx)
	running := &Running{Server: s, stop: stop, ended: make(chan struct{})}
	go running.serve(ctx, listener)
	return running, nil
}

// localHost is where this machine reaches a listener. One that listens on every address is reached on 127.0.0.1.
func localHost(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// Stop ends the server, lets running calls finish, and returns what went wrong.
func (r *Running) Stop() error {
	r.stop()
	return r.Wait()
}

// Wait returns when the server has ended, with what went wrong.
func (r *Running) Wait() error {
	<-r.ended
	return r.err
}

func (r *Running) serve(ctx context.Context, listener net.Listener) {
	defer close(r.ended)
	defer r.stop()
	web := &http.Server{Handler: r.Server, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(listener) }()
	select {
	case err := <-failed:
		r.err = fmt.Errorf("serving: %w", err)
		return
	case <-ctx.Done():
	}
	r.Close()
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	r.err = web.Shutdown(stopping)
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		r.err = errors.Join(r.err, err)
	}
}
