// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
)

// downloadPrefix is where links to copies lead. What follows it is the host and the path of a real link.
const downloadPrefix = "/_download/"

// linkLifetime is how long a download link works.
const linkLifetime = 2 * time.Hour

// The fields of a signed link of the object store. The signature is none: a link is checked for having it.
const (
	linkKeyID     = "emulator"
	linkSignature = "emulated-link-signature"
)

// downloadLink is a signed link to a copy, which ends after its lifetime.
func (s *Server) downloadLink(bucket, region, network, file string) string {
	host := fmt.Sprintf("%s-%s.oss-%s%s.aliyuncs.com", bucket, region, region, network)
	base := "http://" + host
	if s.url != "" {
		base = s.url + downloadPrefix + host
	}
	return fmt.Sprintf("%s/%s?Expires=%d&OSSAccessKeyId=%s&Signature=%s",
		base, url.PathEscape(file), s.linkEnd().Unix(), linkKeyID, linkSignature)
}

// linkEnd is when a link that is made now ends.
func (s *Server) linkEnd() time.Time { return s.fleet.Now().Add(linkLifetime) }

// serveDownload answers a link as the object store does, with a short text in place of the copy.
func (s *Server) serveDownload(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	end, err := strconv.ParseInt(query.Get("Expires"), 10, 64)
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		refuseDownload(w, http.StatusMethodNotAllowed, "MethodNotAllowed", "The method is not allowed.")
	case query.Get("OSSAccessKeyId") == "" && query.Get("Signature") == "":
		refuseDownload(w, http.StatusForbidden, "AccessDenied", "Anonymous access is forbidden.")
	case err != nil || query.Get("Signature") == "":
		refuseDownload(w, http.StatusForbidden, "AccessDenied", "The link is not complete.")
	case !s.fleet.Now().Before(time.Unix(end, 0)):
		refuseDownload(w, http.StatusForbidden, "AccessDenied", "Request has expired.")
	case query.Get("OSSAccessKeyId") != linkKeyID || query.Get("Signature") != linkSignature:
		refuseDownload(w, http.StatusForbidden, "SignatureDoesNotMatch", "The signature is not that of the link.")
	default:
		content := "A copy, as the emulator has it: " + path.Base(r.URL.Path) + "\n"
		w.Header().Set("Content-Type", "application/octet-stream")
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(content))
	}
}

func refuseDownload(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?>
<Error>
  <Code>%s</Code>
  <Message>%s</Message>
</Error>
`, code, message)
}
