// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// maxMessage bounds a message of the API or of a cause, in bytes.
const maxMessage = 500

// hidden stands where something secret was.
const hidden = "[hidden]"

// secretPatterns find secrets by their shape, for texts that were made with keys this package does not know.
var secretPatterns = sync.OnceValue(func() []*regexp.Regexp {
	return []*regexp.Regexp{
		regexp.MustCompile(`(?i)\b(?:AccessKeyId|AccessKeySecret|SecurityToken|BearerToken|SignatureNonce|Signature)(?:"?\s*[=:]\s*"?|%3D|%253D)[^&\s",}]+`),
		regexp.MustCompile(`\b(?:LTAI|STS\.)[A-Za-z0-9]{8,}`),
		regexp.MustCompile(`//[^\s"@]*:[^\s"]*@`),
		regexp.MustCompile(`\?[A-Za-z0-9_.%-]+=[^\s"]*`),
	}
})

// stringToSign finds where a message begins to repeat the request that was signed.
var stringToSign = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:server )?string ?to ?sign`)
})

// redact removes secrets from a text of foreign origin: the given keys in every spelling, strings-to-sign, and whatever looks like a key or a signed URL.
func redact(value string, keys Credentials) string {
	if at := stringToSign().FindStringIndex(value); at != nil {
		value = strings.TrimRight(value[:at[0]], " .:;,") + "."
	}
	for _, secret := range []string{keys.AccessKeySecret, keys.SecurityToken, keys.AccessKeyID} {
		if len(secret) < 4 {
			continue
		}
		for _, spelling := range spellings(secret) {
			value = strings.ReplaceAll(value, spelling, hidden)
		}
	}
	for _, pattern := range secretPatterns() {
		value = pattern.ReplaceAllLiteralString(value, hidden)
	}
	value = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) { // what steers a terminal
			return ' '
		}
		return r
	}, value)
	if len(value) > maxMessage {
		value = strings.ToValidUTF8(value[:maxMessage], "") + "..."
	}
	return strings.TrimSpace(value)
}

// spellings are the ways in which a secret can be repeated: as it is, escaped for JSON, and escaped for URLs once and twice, in either case.
func spellings(secret string) []string {
	list := []string{secret, strings.ReplaceAll(secret, "/", `\/`), url.PathEscape(secret)}
	escaped := secret
	for range 2 {
		escaped = url.QueryEscape(escaped)
		lower := escapes().ReplaceAllStringFunc(escaped, strings.ToLower)
		list = append(list, escaped, lower)
	}
	slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) }) // the longer one may hold the shorter one
	return list
}

// escapes finds the escapes of URLs, once or twice escaped.
var escapes = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`%(?:25)*[0-9A-F]{2}`) })

// plainID keeps a code or request id that has the shape of one, and drops anything else.
func plainID(value string) string {
	if len(value) == 0 || len(value) > 128 {
		return ""
	}
	for _, r := range value {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", r) {
			return ""
		}
	}
	return value
}

// cause is an error whose text has been redacted. It keeps no foreign error in its chain, only the sentinel that callers ask for,
// or an Error of this package, as that of the call that was to fetch the keys.
type cause struct {
	text     string
	sentinel error
}

func (c *cause) Error() string { return c.text }

func (c *cause) Unwrap() error { return c.sentinel }

// safeCause takes the innermost useful text of err, without the URL that a *url.Error prints.
func safeCause(err error, keys Credentials) error {
	if err == nil {
		return nil
	}
	var sentinel error
	for _, candidate := range []error{context.Canceled, context.DeadlineExceeded, os.ErrDeadlineExceeded} {
		if errors.Is(err, candidate) {
			sentinel = candidate
			break
		}
	}
	var failed *Error
	if errors.As(err, &failed) {
		sentinel = failed
	}
	var transport *url.Error
	for errors.As(err, &transport) && transport.Err != nil {
		err = transport.Err
	}
	return &cause{text: redact(err.Error(), keys), sentinel: sentinel}
}
