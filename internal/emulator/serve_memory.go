// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
)

// inMemoryURL is the URL of a server without a listener. The name can never be resolved, so a call that goes to the
// network by mistake fails at once.
const inMemoryURL = "http://emulator.invalid"

// Transport answers requests to any host in the caller's process, without sockets and without a goroutine of its own.
// A lost connection is io.EOF before the answer and io.ErrUnexpectedEOF within it, as over the network. A context that
// ends ends the call.
//
// It works in a bubble of package testing/synctest, where delays and signatures use the bubble's time. Make the server
// in the same bubble: time stands still while a call waits for the channels of another one.
func (s *Server) Transport() http.RoundTripper { return memoryTransport{s} }

type memoryTransport struct{ s *Server }

// RoundTrip runs the handler to its end. Handlers wait for nothing but an injected delay, which ends with the context.
func (t memoryTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }()
	}
	if err := context.Cause(r.Context()); err != nil {
		return nil, err
	}
	recorder := httptest.NewRecorder()
	aborted := t.serve(recorder, received(r))
	switch err := context.Cause(r.Context()); {
	case err != nil:
		return nil, err
	case aborted && !recorder.Flushed:
		return nil, io.EOF
	}
	response := recorder.Result()
	content := recorder.Body.Bytes()
	if r.Method == http.MethodHead {
		content = nil
	}
	response.Request = r
	response.Body = &memoryBody{ctx: r.Context(), content: bytes.NewReader(content), aborted: aborted}
	return response, nil
}

// serve reports whether the handler gave up before its answer was complete. It says so by a panic.
func (t memoryTransport) serve(w http.ResponseWriter, r *http.Request) (aborted bool) {
	defer func() {
		if problem := recover(); problem != nil {
			aborted = true // the server answers every other panic itself
		}
	}()
	t.s.ServeHTTP(w, r)
	return false
}

// received is the request as a server sees it.
func received(sent *http.Request) *http.Request {
	r := sent.Clone(sent.Context())
	if r.Host == "" {
		r.Host = sent.URL.Host
	}
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	r.URL = &url.URL{Path: sent.URL.Path, RawPath: sent.URL.RawPath, RawQuery: sent.URL.RawQuery}
	if r.URL.Path == "" {
		r.URL.Path = "/"
	}
	r.RequestURI = r.URL.RequestURI()
	if _, named := r.Header["User-Agent"]; !named {
		r.Header.Set("User-Agent", "Go-http-client/1.1") // what package net/http sends
	}
	r.RemoteAddr = "memory"
	r.Response, r.GetBody = nil, nil
	return r
}

// memoryBody is the body of an answer. It ends as a connection does: with the context, or in the middle.
type memoryBody struct {
	ctx     context.Context
	content *bytes.Reader
	aborted bool
	closed  atomic.Bool
}

func (b *memoryBody) Read(p []byte) (int, error) {
	if b.closed.Load() {
		return 0, errors.New("http: read on closed response body")
	}
	if err := context.Cause(b.ctx); err != nil {
		return 0, err
	}
	n, err := b.content.Read(p)
	if errors.Is(err, io.EOF) && b.aborted {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func (b *memoryBody) Close() error {
	b.closed.Store(true)
	return nil
}
