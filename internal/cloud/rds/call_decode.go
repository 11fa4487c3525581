// SPDX-License-Identifier: MPL-2.0

package rds

import "context"

// decoder reads the body of an answer of success, and returns its request id.
type decoder func(body []byte) (requestID string, err error)

// envelope is what every answer has, and what it may name.
type envelope struct {
	RequestID text `json:"RequestId"`
	named
}

func (e envelope) requestID() string { return plainID(string(e.RequestID)) }

func (e envelope) about() named { return e.named }

type answered interface {
	requestID() string
	about() named
}

// fetch makes a call, and returns the decoded answer of the attempt that succeeded. An answer that names another region
// or instance is none.
func fetch[T answered](ctx context.Context, c *Client, call call) (T, error) {
	var answer T
	err := c.do(ctx, call, func(body []byte) (string, error) {
		var fresh T // a failed attempt must not leave half of its fields behind
		if err := decode(body, &fresh); err != nil {
			return "", err
		}
		if fresh.requestID() == "" {
			return "", errNoRequestID
		}
		if other := call.compare(fresh.about()); other != nil {
			return fresh.requestID(), other
		}
		answer = fresh
		return fresh.requestID(), nil
	})
	return answer, err
}
