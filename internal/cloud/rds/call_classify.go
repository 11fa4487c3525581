// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"cmp"
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
	code, reason := noConnection(got.err, hide)
	connecting := code != "" || failedAt(got.err, "dial")
	switch late := errors.Is(got.err, context.DeadlineExceeded); {
	case ctx.Err() != nil:
		code, reason = apicode.Interrupted, endedBy(ctx)
	case code != "":
	case late && connecting:
		code, reason = apicode.ConnectTimeout, &cause{text: "the connect timeout passed"}
	case late && got.unsent:
		code, reason = apicode.ReadTimeout, &cause{text: "the read timeout passed before there was a connection"}
	case late:
		code, reason = apicode.ReadTimeout, &cause{text: "the read timeout passed"}
	case errors.Is(got.err, io.EOF), errors.Is(got.err, io.ErrUnexpectedEOF):
		code, reason = apicode.ConnectionFailed, &cause{text: "the other side closed it before the answer was complete"}
	default:
		code, reason = apicode.ConnectionFailed, said(got.err, hide)
	}
	failed := k.failure(code, reason)
	failed.unsent, failed.final = got.unsent || connecting, lasts(got.err)
	return failed
}

// noConnection is the code and the cause where there was surely no connection to the API; "" where there may have been
// one.
func noConnection(err error, hide *secrets) (code string, reason error) {
	var name *net.DNSError
	var refusal proxyRefusal
	var certificate *tls.CertificateVerificationError
	switch {
	case failedAt(err, "proxyconnect") && errors.Is(err, context.DeadlineExceeded):
		return apicode.ProxyFailed, &cause{text: "the connect timeout passed"}
	case failedAt(err, "proxyconnect"):
		return apicode.ProxyFailed, said(err, hide)
	case errors.As(err, &refusal):
		return apicode.ProxyRefused, &cause{text: refusal.Error()}
	case errors.As(err, &certificate):
		return apicode.UntrustedHost, &cause{text: said(err, hide).Error() + issuedBy(certificate)}
	case errors.As(err, &name) && name.Timeout():
		return apicode.ConnectTimeout, &cause{text: "the name of the host was not resolved in time"}
	case errors.As(err, &name):
		return apicode.HostNotFound, said(err, hide)
	}
	return "", nil
}

// WhyNotConnected says why there was no connection, for a call that goes past this package: a proxy, or a certificate.
// It says nothing of other failures. What lasts fails in the same way the next time.
func WhyNotConnected(err error) (words string, lasting bool) {
	code, reason := noConnection(err, nil)
	switch code {
	case apicode.ProxyFailed:
		return "the proxy could not be reached: " + reason.Error(), false
	case apicode.ProxyRefused:
		return reason.Error(), lasts(err)
	case apicode.UntrustedHost:
		return "the certificate of the server is not trusted: " + reason.Error() +
			". A CA of a proxy belongs to the certificates of the system, or into a file that SSL_CERT_FILE names", true
	}
	return "", false
}

// said is what net/http says, without what it quotes of an answer.
func said(err error, hide *secrets) error {
	return &cause{text: quoted().ReplaceAllLiteralString(safeCause(err, hide).Error(), hidden)}
}

// issuedBy names who issued a certificate that is not trusted, such as a proxy that inspects TLS.
func issuedBy(failed *tls.CertificateVerificationError) string {
	if len(failed.UnverifiedCertificates) == 0 {
		return ""
	}
	issuer := failed.UnverifiedCertificates[0].Issuer
	name := redact(cmp.Or(issuer.CommonName, strings.Join(issuer.Organization, " ")), nil)
	if name == "" {
		return ""
	}
	return "; the certificate was issued by " + strings.ToValidUTF8(name[:min(len(name), maxIssuer)], "")
}

// maxIssuer bounds a name that anybody may have written into a certificate.
const maxIssuer = 100

// lasts reports whether the next attempt would fail in the same way: nobody changes a trust or a rule of a proxy within
// seconds.
func lasts(err error) bool {
	var certificate *tls.CertificateVerificationError
	var refusal proxyRefusal
	return errors.As(err, &certificate) || errors.As(err, &refusal) && refusal < http.StatusInternalServerError
}

// failedAt reports whether an error came at a step, such as "dial".
func failedAt(err error, step string) bool {
	var failed *net.OpError
	for errors.As(err, &failed) {
		if failed.Op == step {
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
	case got.status == http.StatusProxyAuthRequired: // over plain HTTP, the proxy answers for the API
		failed.Code, failed.final, failed.unsent = apicode.ProxyRefused, true, true
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
