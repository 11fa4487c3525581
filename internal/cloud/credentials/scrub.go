// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
)

// scrub makes an error of credentials-go fit to be shown. Its transport errors hold the signed URL, and its other errors the
// whole answer, in which STS repeats the string to sign and OAuth may repeat tokens.
func scrub(err error) error {
	var transport *url.Error
	if errors.As(err, &transport) {
		host := "the service"
		if parsed, parseErr := url.Parse(transport.URL); parseErr == nil && parsed.Host != "" {
			host = parsed.Host
		}
		return failedStep("call "+host, networkCause(transport.Err))
	}
	what, body, found := strings.Cut(err.Error(), ": ")
	if !found {
		return errors.New(firstLine(what))
	}
	var answer struct {
		Code      string `json:"Code"`
		RequestID string `json:"RequestId"`
	}
	if json.Unmarshal([]byte(body), &answer) != nil || !isCode(answer.Code) {
		return errors.New(firstLine(what))
	}
	text := firstLine(what) + ": the API answers " + answer.Code
	if isCode(answer.RequestID) {
		text += " (request id " + answer.RequestID + ")"
	}
	return errors.New(text)
}

// firstLine keeps a message short; credentials-go puts data after the first line or after a brace.
func firstLine(text string) string {
	if end := strings.IndexAny(text, "\r\n{<"); end >= 0 {
		text = text[:end]
	}
	return strings.TrimSpace(text)
}

// isCode reports whether a text is an error code or a request id, and so cannot carry anything else.
func isCode(text string) bool {
	const longest = 80
	return text != "" && len(text) <= longest && !strings.ContainsFunc(text, func(c rune) bool {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		return !letter && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_'
	})
}
