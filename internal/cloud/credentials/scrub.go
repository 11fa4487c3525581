// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

const logInAgain = `log in again with "aliyun configure"`

// errLoggedOut says that a login has ended, so that no repetition helps.
var errLoggedOut = errors.New(logInAgain)

// scrub makes an error of credentials-go fit to be shown. Its transport errors hold the signed URL, and its other
// errors the whole answer, in which STS repeats the string to sign and OAuth may repeat tokens.
func scrub(err error) error {
	var transport *url.Error
	if errors.As(err, &transport) {
		host := "the service"
		if parsed, parseErr := url.Parse(transport.URL); parseErr == nil && parsed.Host != "" {
			host = parsed.Host
		}
		return failedStep("call "+host, networkCause(transport.Err))
	}
	var malformed *time.ParseError
	if errors.As(err, &malformed) {
		return errors.New("the answer says in no known form when the keys end")
	}
	what, rest, _ := strings.Cut(err.Error(), ": ")
	return answered(firstLine(what), rest)
}

// answered appends what may be shown of an answer: a code and a request id.
func answered(what, answer string) error {
	var said struct {
		Code      string `json:"Code"`
		Error     string `json:"error"` // of OAuth
		RequestID string `json:"RequestId"`
	}
	if json.Unmarshal([]byte(answer), &said) != nil {
		return errors.New(what)
	}
	ended := slices.Contains([]string{"expired_token", "invalid_token", "invalid_grant"}, said.Error)
	if ended {
		said.Code = said.Error
	}
	if !isCode(said.Code) {
		return errors.New(what)
	}
	what += ": the API answers " + said.Code
	if isCode(said.RequestID) {
		what += " (request id " + said.RequestID + ")"
	}
	return loggedOutIf(ended, what)
}

// loggedOutIf adds what to do where a login has ended.
func loggedOutIf(ended bool, text string) error {
	if ended {
		return fmt.Errorf("%s; %w", text, errLoggedOut)
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
