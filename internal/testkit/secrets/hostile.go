// SPDX-License-Identifier: MPL-2.0

package secrets

import (
	"fmt"
	"net/url"
	"strings"
)

// Answer is what a hostile server sends, as raw bytes. It repeats a text that holds secrets.
type Answer func(leak string) string

// HostileAnswers are answers with secrets where nobody expects any. Each makes the call fail. It is the one list for
// all tests that send calls over a network.
func HostileAnswers() map[string]Answer {
	const denial = `{"Code": "Forbidden.RAM", "AccessDeniedDetail": {"AuthAction": @, "EncodedDiagnosticMessage": @}}`
	const half = `{"RequestId": "R", "AccessKeyId": @, "Credentials": {"AccessKeyId": @},
		"CloudCredential": {"AccessKeyId": @}}`
	const shape = `{"RequestId": "R", "Code": [@], "AccessKeyId": {"x": @}, "Credentials": @, "CloudCredential": @}`
	toSign := func(leak string) string {
		return `{"Code": "SignatureDoesNotMatch", "RequestId": "R", "Message": "string to sign is:` + JSON(leak) + `"}`
	}
	tooMuch := func(leak string) string { return strings.Repeat(leak, 1+(1<<20)/len(leak)) }
	const redirect = "Location: http://127.0.0.1:1/?SecurityToken=<escaped>\r\n"
	const headers = "X-Note: <line>\r\nWww-Authenticate: Basic realm=<line>\r\n"
	return map[string]Answer{
		"a page":                    response("502 Bad Gateway", "", func(leak string) string { return "<html>" + leak }),
		"text for JSON":             response("200 OK", "", itself),
		"too much":                  response("200 OK", "", tooMuch),
		"an empty body":             response("200 OK", "", func(string) string { return "" }),
		"a redirect":                response("302 Found", redirect, itself),
		"a header":                  response("403 Forbidden", headers, itself),
		"the string to sign":        response("400 Bad Request", "", toSign),
		"broken JSON":               object("200 OK", `{"Message": @, "AccessKeyId": @`),
		"half of the keys":          object("200 OK", half),
		"another shape":             object("200 OK", shape),
		"a code":                    object("400 Bad Request", `{"RequestId": "R", "Code": @}`),
		"a code with status 200":    object("200 OK", `{"RequestId": @, "Code": @}`),
		"a message with status 200": object("200 OK", `{"RequestId": "R", "Code": "Failed", "Message": @}`),
		"a request id":              object("403 Forbidden", `{"Code": "Forbidden", "RequestId": @}`),
		"an object for a code":      object("403 Forbidden", `{"Code": {"x": @}}`),
		"a denial":                  object("403 Forbidden", denial),

		"less than announced":         head("200 OK\r\nContent-Length: 9999999\r\n\r\n%s"),
		"nothing":                     func(string) string { return "" },
		"no HTTP":                     func(leak string) string { return leak + "\r\n\r\n" },
		"a reason":                    head("418 %s"),
		"a status that is no number":  head("%s"),
		"a header that is none":       head("200 OK\r\n%s"),
		"a length that is no number":  head("200 OK\r\nContent-Length: %s"),
		"a chunk that is none":        head("200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%s"),
		"an encoding that is unknown": head("200 OK\r\nTransfer-Encoding: %s"),
	}
}

func itself(leak string) string { return leak }

// response is an answer of HTTP. Its header may hold the text as one line, and as a part of a URL.
func response(status, header string, body Answer) Answer {
	return func(leak string) string {
		text := body(leak)
		header := strings.NewReplacer("<line>", inOneLine(leak), "<escaped>", url.QueryEscape(leak)).Replace(header)
		const format = "HTTP/1.1 %s\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s"
		return fmt.Sprintf(format, status, header, len(text), text)
	}
}

// object is an answer with a JSON body, in which each @ stands for the text.
func object(status, body string) Answer {
	return response(status, "", func(leak string) string { return strings.ReplaceAll(body, "@", `"`+JSON(leak)+`"`) })
}

// head is an answer that ends with its head, in which %s stands for the text as one line.
func head(format string) Answer {
	return func(leak string) string { return "HTTP/1.1 " + fmt.Sprintf(format, inOneLine(leak)) + "\r\n\r\n" }
}

func inOneLine(leak string) string { return strings.Join(strings.Fields(leak), " ") }
