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

// refusedKeys fills in where the keys came from, if the refusal is about them.
func (e *Error) refusedKeys(source CredentialsSource, keys Credentials, hide *secrets) {
	if !apicode.AboutKeys(e.Action, e.Code) {
		return
	}
	if known, ok := source.(Tracer); ok {
		e.Keys = known.Origin(keys)
		e.Keys.Place = redact(e.Keys.Place, hide)
	}
}

// because fills in one of the package's own codes and its cause.
func (e *Error) because(code string, err error) *Error {
	e.Code, e.Err = code, err
	return e
}

// quoted finds what errors of net/http quote of an answer that is no HTTP. It may be anything.
var quoted = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`"(?:[^"\\]|\\.)*"`) })

// unanswered fills in why no answer arrived. A timeout of one attempt is not the end of the context, so it must not look like it.
func (e *Error) unanswered(ctx context.Context, err error, hide *secrets) *Error {
	var certificate *tls.CertificateVerificationError
	e.final = errors.As(err, &certificate)
	connecting := connectFailed(err)
	e.unsent = e.unsent || e.final || connecting
	switch late := errors.Is(err, context.DeadlineExceeded); {
	case ctx.Err() != nil:
		return e.because(codeInterrupted, &cause{text: ended(ctx.Err()), sentinel: ctx.Err()})
	case late && connecting:
		return e.because(codeConnectTimeout, &cause{text: "the connect timeout passed"})
	case late && e.unsent:
		return e.because(codeTimeout, &cause{text: "the read timeout passed before there was a connection"})
	case late:
		return e.because(codeTimeout, &cause{text: "the read timeout passed"})
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return e.because(codeConnection, &cause{text: "the other side closed it before the answer was complete"})
	}
	return e.because(codeConnection, &cause{text: quoted().ReplaceAllLiteralString(safeCause(err, hide).Error(), hidden)})
}

// unread fills in why an answer is of no use.
func (e *Error) unread(err error, hide *secrets) *Error {
	switch {
	case errors.Is(err, errEmptyBody):
		return e.because(codeEmpty, nil) // which says it all
	case errors.Is(err, errNoRequestID):
		return e.because(codeEmpty, safeCause(err, hide))
	}
	return e.because(codeForeign, safeCause(err, hide))
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

// refused fills in what an answer other than 2xx says.
func (e *Error) refused(body []byte, hide *secrets) {
	var said struct {
		RequestID          loose `json:"RequestId"`
		Code               loose
		Message            loose
		AccessDeniedDetail denialDetail
	}
	err := decode(body, &said)
	e.Code, e.RequestID = plainID(redact(string(said.Code), hide)), plainID(redact(string(said.RequestID), hide)) // a key has the shape of an id
	if err == nil && e.Code != "" {
		e.Message, e.Denied = redact(string(said.Message), hide), said.AccessDeniedDetail.denial(hide)
		return
	}
	switch {
	case e.Status == http.StatusTooManyRequests: // the status says it all
		return
	case e.Status >= http.StatusInternalServerError:
		e.Code = codeForeignFailure
	default:
		e.Code = codeForeign
	}
	e.Message = strings.TrimSpace("HTTP "+strconv.Itoa(e.Status)+" "+http.StatusText(e.Status)) + " without an error code"
}
