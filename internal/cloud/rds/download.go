// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// Link is a signed link to a copy. Whoever has it can read the copy until it expires, so no way to print it shows it.
type Link struct{ url string }

// Reveal returns the link itself.
func (l Link) Reveal() string { return l.url }

// Exists reports whether the API gave a link.
func (l Link) Exists() bool { return l.url != "" }

// Format hides the link under every verb.
func (l Link) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// MarshalText hides the link from encoders.
func (l Link) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// Download is how a copy can be downloaded.
type Download struct {
	// URL is for the internet, and InternalURL for the network of the destination region. Either may be missing.
	URL, InternalURL Link
	// Expires is when both end; zero where the API does not say.
	Expires time.Time
}

// BackupSetDownload reads a backup set with a fresh link. The set is nil where the API lists none of that id.
func (c *Client) BackupSetDownload(
	ctx context.Context, region, instanceID, setID string,
) (*BackupSet, Download, error) {
	type answer struct {
		envelope
		totals
		Items list[struct {
			backupSetFields
			CrossBackupDownloadLink text
		}]
	}
	query := BackupSetQuery{Region: region, InstanceID: instanceID, SetID: setID}
	id, err := setNumber(query, actionBackupSets)
	if err != nil {
		return nil, Download{}, err
	}
	call := backupSetCall(query, id, 1)
	got, err := fetch[answer](ctx, c, call)
	if err != nil {
		return nil, Download{}, err
	}
	total, err := got.total()
	if err != nil || total > 0 && len(got.Items) == 0 {
		return nil, Download{}, incomplete(actionBackupSets, region, got.requestID(), cmp.Or(err, errIncomplete))
	}
	if len(got.Items) == 0 {
		return nil, Download{}, nil
	}
	item := got.Items[0]
	set := item.backupSet(backupSetWords())
	if err := call.misdirected(query.compare(set), got.requestID()); err != nil {
		return nil, Download{}, err
	}
	link := newLink(item.CrossBackupDownloadLink)
	return &set, Download{URL: link, Expires: link.expires()}, nil
}

// logSpans are how far back a log backup is looked for, step by step, since the API takes no id of one: a log that is
// wanted is often a recent one. The last step is everything kept.
func logSpans() []time.Duration {
	const day = 24 * time.Hour
	return []time.Duration{day, 8 * day, keptAtMost}
}

// LogBackupDownload looks for a log backup, the newest ones first, and returns it with fresh links; nil where the API
// lists none of that id. It takes a call for each page up to that of the file.
func (c *Client) LogBackupDownload(
	ctx context.Context, region, instanceID, logID string,
) (*LogBackup, Download, error) {
	if _, err := strconv.ParseUint(logID, 10, 63); err != nil {
		return nil, Download{}, &Error{
			Action: actionLogBackups, Region: region, InstanceID: instanceID, Code: apicode.InvalidRequest,
			Message: "the id of a log backup is not a number",
		}
	}
	query := LogBackupQuery{Region: region, InstanceID: instanceID}
	for {
		begun := c.Now()
		file, links, err := c.findLog(ctx, query, logID)
		// Before the first answer of all, the spans go by the local clock, which may be wrong by days.
		if file != nil || err != nil || c.Now().Sub(begun).Abs() < clockMargin/2 {
			return file, links, err
		}
	}
}

// findLog looks for a log backup in one span after the other.
func (c *Client) findLog(ctx context.Context, query LogBackupQuery, logID string) (*LogBackup, Download, error) {
	now := c.Now()
	query.End = now.Add(clockMargin)
	for _, span := range logSpans() {
		query.Start = now.Add(-span)
		for row, err := range c.logRows(ctx, query, 1) {
			if err != nil {
				return nil, Download{}, err
			}
			if aboutSet(logID, string(row.CrossLogBackupID)) == nil && row.CrossLogBackupID != "" {
				found := row.logBackup()
				return &found, row.download(), nil
			}
		}
		query.End = query.Start
	}
	return nil, Download{}, nil
}

func (f logBackupFields) download() Download {
	links := Download{
		URL: newLink(f.CrossDownloadLink), InternalURL: newLink(f.CrossIntranetDownloadLink), Expires: f.LinkExpiredTime.Time,
	}
	if links.Expires.IsZero() {
		links.Expires = links.URL.expires()
	}
	return links
}

// newLink takes the text of an answer for a link if it is one. It goes into commands, so it must hold nothing that a
// link never holds.
func newLink(value text) Link {
	written := nullText(string(value))
	parsed, err := url.Parse(written)
	if err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Host == "" ||
		strings.ContainsAny(written, " \t\"'`\\<>") {
		return Link{}
	}
	return Link{url: written}
}

// expires reads from a link when it ends, as both versions of the object store's signature say it; zero where it does
// not.
func (l Link) expires() time.Time {
	parsed, err := url.Parse(l.url)
	if err != nil {
		return time.Time{}
	}
	values := map[string]string{}
	for name, of := range parsed.Query() {
		values[strings.ToLower(name)] = of[0]
	}
	if at, err := strconv.ParseInt(values["expires"], 10, 64); err == nil && at > 0 {
		ends, err := writable(time.Unix(at, 0))
		if err == nil {
			return ends
		}
	}
	signed, err := time.Parse("20060102T150405Z", values["x-oss-date"])
	if err != nil {
		return time.Time{}
	}
	seconds, err := strconv.ParseInt(values["x-oss-expires"], 10, 32)
	if err != nil || seconds <= 0 {
		return time.Time{}
	}
	return signed.Add(time.Duration(seconds) * time.Second)
}
