// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	sdkrds "github.com/aliyun/alibaba-cloud-sdk-go/services/rds"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// BackupJob is one run of a backup in the instance's own region.
type BackupJob struct {
	ID string
	// BackupID is the backup that the job made. The API tells it for a finished job that is asked for by its id.
	BackupID string
	// Status is the API's word, such as Uploading.
	Status  string
	Percent int64
}

// The words of the API for jobs that have ended.
const (
	jobFinished = "Finished"
	jobFailed   = "Failed"
)

// Ended reports whether the job will not change any more.
func (j BackupJob) Ended() bool { return j.Finished() || strings.EqualFold(j.Status, jobFailed) }

// Finished reports whether the job has made its backup.
func (j BackupJob) Finished() bool { return strings.EqualFold(j.Status, jobFinished) }

// CreateBackup starts a backup and returns the id of its job. An empty method is the instance's own; others are
// Physical, Logical and Snapshot. Only throttling is retried. Where the answer is lost, BackupJobs shows whether a job
// was started.
func (c *Client) CreateBackup(ctx context.Context, region, instanceID, method string) (jobID string, err error) {
	type answer struct {
		envelope
		BackupJobID text `json:"BackupJobId"`
	}
	call := instanceCall(region, instanceID, func() requests.AcsRequest {
		request := sdkrds.CreateCreateBackupRequest()
		request.DBInstanceId = instanceID
		request.BackupMethod = method
		return request
	})
	call.write = true
	got, err := fetch[answer](ctx, c, call)
	return nullText(string(got.BackupJobID)), err
}

// BackupJobs lists the jobs of an instance, or the one with the id.
func (c *Client) BackupJobs(ctx context.Context, region, instanceID, jobID string) ([]BackupJob, error) {
	type answer struct {
		envelope
		Items *list[struct {
			BackupJobID  text `json:"BackupJobId"`
			BackupID     text `json:"BackupId"`
			BackupStatus text
			Process      loose
		}]
	}
	call := instanceCall(region, instanceID, func() requests.AcsRequest {
		request := sdkrds.CreateDescribeBackupTasksRequest()
		request.DBInstanceId = instanceID
		request.BackupJobId = requests.Integer(jobID)
		return request
	})
	got, err := fetch[answer](ctx, c, call)
	if err != nil {
		return nil, err
	}
	if got.Items == nil {
		return nil, incomplete(actionBackupJobs, region, got.requestID(), errIncomplete)
	}
	var jobs []BackupJob
	for _, row := range *got.Items {
		id := nullText(string(row.BackupJobID))
		if jobID != "" && id != jobID {
			continue // of an API that does not know the parameter
		}
		job := BackupJob{ID: id, BackupID: nullText(string(row.BackupID)), Status: nullText(string(row.BackupStatus))}
		job.Percent, _ = parseNumber(strings.TrimSuffix(string(row.Process), "%"))
		jobs = append(jobs, job)
	}
	return jobs, nil
}

// errNoJob says that the API does not list a job. It may be late.
var errNoJob = errors.New("the job is not listed")

// FollowBackup polls a job until it has ended, and returns it. It hands each state that is new to tell.
func (c *Client) FollowBackup(
	ctx context.Context, region, instanceID, jobID string, tell func(BackupJob),
) (last BackupJob, err error) {
	poll := c.newPoll(ctx, WaitLog{Action: actionBackupJobs, Region: region, InstanceID: instanceID})
	missing := 0
	err = poll.until(1, mostFailedPolls, func() (bool, error) {
		jobs, err := c.BackupJobs(ctx, region, instanceID, jobID)
		switch {
		case err != nil:
			return false, err
		case len(jobs) == 0:
			missing++
			if missing < mostFailedPolls {
				return false, nil
			}
			return true, &Error{
				Action: actionBackupJobs, Region: region, InstanceID: instanceID, Code: apicode.IncompleteList, Err: errNoJob,
			}
		}
		missing = 0
		if jobs[0] != last {
			last = jobs[0]
			tell(last)
		}
		return last.Ended(), nil
	})
	return last, err
}

// AwaitCopy polls until the destination lists the copy of a backup, and returns the copy: a failed one too. The backup
// did not begin before the given time.
func (c *Client) AwaitCopy(
	ctx context.Context, region, instanceID, backupID string, since time.Time,
) (set BackupSet, err error) {
	poll := c.newPoll(ctx, WaitLog{Action: actionBackupSets, Region: region, InstanceID: instanceID})
	err = poll.until(1, mostFailedPolls, func() (bool, error) {
		query := BackupSetQuery{Region: region, InstanceID: instanceID, BackupID: backupID, Start: since}
		for row, err := range c.BackupSets(ctx, query) {
			if err != nil || row.Status != "" {
				set = row
				return err == nil, err
			}
		}
		return false, nil
	})
	return set, err
}
