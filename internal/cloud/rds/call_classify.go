// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// classify returns what an exchange means: nil for an answer of success, and else an error with a code, which has a
// class.
func (k call) classify(ctx context.Context, got outcome, hide *secrets) *Error {
	switch {
	case errors.Is(got.err, errTooLarge):
		return k.unreadable(got, got.err, hide)
	case errors.Is(got.err, errNotBuilt):
		return k.notSent(apicode.InvalidRequest, got.err)
	case got.err != nil:
		return k.unanswered(ctx, got, hide)
	case got.status < 200 || got.status > 299:
		return k.refused(got, hide)
	}
	return nil
}

// answerFailure is an error of the call that tells of the answer.
func (k call) answerFailure(got outcome, code string, err error) *Error {
	failed := k.failure(code, err)
	failed.Status, failed.retryAfter, failed.ClockOffset, failed.At = got.status, got.retryAfter, got.ahead, got.at
	return failed
}

// quoted finds what errors of net/http quote of an answer that is no HTTP. It may be anything.
var quoted = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`"(?:[^"\\]|\\.)*"`) })

// unanswered says why no answer arrived. A timeout of one attempt is not the end of the context, so it must not look
// like it.
func (k call) unanswered(ctx context.Context, got outcome, hide *secrets) *Error {
	var certificate *tls.CertificateVerificationError
	untrusted, connecting := errors.As(got.err, &certificate), connectFailed(got.err)
	unsent := got.unsent || untrusted || connecting
	code, reason := apicode.ReadTimeout, error(nil)
	switch late := errors.Is(got.err, context.DeadlineExceeded); {
	case ctx.Err() != nil:
		code, reason = apicode.Interrupted, endedBy(ctx)
	case late && connecting:
		code, reason = apicode.ConnectTimeout, &cause{text: "the connect timeout passed"}
	case late && unsent:
		reason = &cause{text: "the read timeout passed before there was a connection"}
	case late:
		reason = &cause{text: "the read timeout passed"}
	case errors.Is(got.err, io.EOF), errors.Is(got.err, io.ErrUnexpectedEOF):
		code, reason = apicode.ConnectionFailed, &cause{text: "the other side closed it before the answer was complete"}
	default:
		text := quoted().ReplaceAllLiteralString(safeCause(got.err, hide).Error(), hidden)
		code, reason = apicode.ConnectionFailed, &cause{text: text}
	}
	failed := k.failure(code, reason)
	failed.unsent, failed.final = unsent, untrusted
	return failed
}

// connectFailed reports whether an error came before there was a connection, to the API or to a proxy.
func connectFailed(err error) bool {
	var failed *net.OpError
	for errors.As(err, &failed) {
		if failed.Op == "dial" || failed.Op == "proxyconnect" {
			return true
		}
		err = failed.Err
	}
	return false
}

// refused says what an answer other than 2xx means.
func (k call) refused(got outcome, hide *secrets) *Error {
	var said struct {
		RequestID          loose `json:"RequestId"`
		Code               loose
		Message            loose
		AccessDeniedDetail denialDetail
	}
	err := decode(got.body, &said)
	code := withoutBlanks(redact(string(said.Code), hide))
	failed := k.answerFailure(got, plainID(redact(code, hide)), nil) // a key has the shape of an id
	failed.RequestID = plainID(redact(string(said.RequestID), hide))
	if err == nil && failed.Code != "" {
		failed.Message, failed.Denied = redact(string(said.Message), hide), said.AccessDeniedDetail.denial(hide)
		return failed
	}
	switch {
	case got.status == http.StatusTooManyRequests: // the status says it all
		return failed
	case got.status >= http.StatusInternalServerError:
		failed.Code = apicode.ForeignFailure
	default:
		failed.Code = apicode.ForeignAnswer
	}
	status := strings.TrimSpace("HTTP " + strconv.Itoa(got.status) + " " + http.StatusText(got.status))
	failed.Message = status + " without an error code"
	return failed
}

// withoutBlanks is a code as it is documented, for a gateway that puts blanks around or into it.
func withoutBlanks(code string) string { return strings.Join(strings.Fields(code), "") }

// unreadable says why an answer is of no use; nil where it is of use.
func (k call) unreadable(got outcome, err error, hide *secrets) *Error {
	var other *misdirected
	switch {
	case err == nil:
		return nil
	case errors.As(err, &other):
		return k.answerFailure(got, "", nil).aboutOther(other)
	case errors.Is(err, errEmptyBody):
		return k.answerFailure(got, apicode.EmptyAnswer, nil) // which says it all
	case errors.Is(err, errNoRequestID):
		return k.answerFailure(got, apicode.EmptyAnswer, safeCause(err, hide))
	}
	return k.answerFailure(got, apicode.ForeignAnswer, safeCause(err, hide))
}
