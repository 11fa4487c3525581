// SPDX-License-Identifier: MPL-2.0

// Package transport has the HTTP transports that tests put in front of a server, or in place of one.
package transport

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Func is a transport that is a function.
type Func func(*http.Request) (*http.Response, error)

// RoundTrip calls the function.
func (f Func) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Answer is a transport that gives everybody the same answer.
func Answer(status int, body string) Func {
	return func(r *http.Request) (*http.Response, error) { return Response(r, status, body), nil }
}

// Fail is a transport that reaches nobody.
func Fail(err error) Func {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// Response is an answer to a request.
func Response(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
		ContentLength: int64(len(body)),
	}
}

// Params are the parameters of a call, those of the query and those of the form together. The body can be read again.
func Params(r *http.Request) (url.Values, error) {
	params := r.URL.Query()
	if r.Body == nil || r.Body == http.NoBody {
		return params, nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	form, err := url.ParseQuery(string(body))
	for name, values := range form {
		params[name] = values
	}
	return params, err
}
