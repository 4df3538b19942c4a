/** Tables and functions of the schema `public`, for supabase-js. Made from the migrations: see docs/data.md. */

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export interface Database {
  public: {
    Tables: {
      access_log: {
        Row: {
          athlete_id: string;
          first_at: string;
          id: number;
          last_at: string;
          reader_id: string | null;
          reader_name: string;
          session_id: string | null;
          times: number;
          what: string;
        };
        Insert: {
          athlete_id: string;
          first_at?: string;
          id?: never;
          last_at?: string;
          reader_id?: string | null;
          reader_name: string;
          session_id?: string | null;
          times?: number;
          what: string;
        };
        Update: {
          athlete_id?: string;
          first_at?: string;
          id?: never;
          last_at?: string;
          reader_id?: string | null;
          reader_name?: string;
          session_id?: string | null;
          times?: number;
          what?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'access_log_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: false;
            referencedRelation: 'coaching_sessions';
            referencedColumns: ['id'];
          },
        ];
      };
      activities: {
        Row: {
          definition: Json;
          id: string;
          updated_at: string;
          user_id: string;
        };
        Insert: {
          definition: Json;
          id: string;
          updated_at?: string;
          user_id: string;
        };
        Update: {
          definition?: Json;
          id?: string;
          updated_at?: string;
          user_id?: string;
        };
        Relationships: [];
      };
      clip_share_visits: {
        Row: {
          device: string;
          id: string;
          opened_at: string;
          share_id: string;
        };
        Insert: {
          device: string;
          id?: string;
          opened_at?: string;
          share_id: string;
        };
        Update: {
          device?: string;
          id?: string;
          opened_at?: string;
          share_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'clip_share_visits_share_id_fkey';
            columns: ['share_id'];
            isOneToOne: false;
            referencedRelation: 'clip_shares';
            referencedColumns: ['id'];
          },
        ];
      };
      clip_shares: {
        Row: {
          clip_id: string;
          created_at: string;
          expires_at: string;
          id: string;
          opened: number;
          revoked_at: string | null;
          secret_hash: string;
          user_id: string;
        };
        Insert: {
          clip_id: string;
          created_at?: string;
          expires_at: string;
          id?: string;
          opened?: number;
          revoked_at?: string | null;
          secret_hash: string;
          user_id: string;
        };
        Update: {
          clip_id?: string;
          created_at?: string;
          expires_at?: string;
          id?: string;
          opened?: number;
          revoked_at?: string | null;
          secret_hash?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'clip_shares_clip_id_fkey';
            columns: ['clip_id'];
            isOneToOne: false;
            referencedRelation: 'session_clips';
            referencedColumns: ['id'];
          },
        ];
      };
      coaching_sessions: {
        Row: {
          config_id: string;
          created_at: string;
          definition: Json | null;
          ended_at: string | null;
          failure: Json | null;
          feedback_data: Json | null;
          id: string;
          kept_for_days: number | null;
          language: string;
          leased_until: string | null;
          node: string | null;
          owner_role: string;
          recording: string;
          result_url: string | null;
          session_type: string;
          started_at_ms: number;
          status: string;
          title: string | null;
          upload: Json | null;
          user_id: string;
          video_url: string | null;
        };
        Insert: {
          config_id: string;
          created_at?: string;
          definition?: Json | null;
          ended_at?: string | null;
          failure?: Json | null;
          feedback_data?: Json | null;
          id?: string;
          kept_for_days?: number | null;
          language?: string;
          leased_until?: string | null;
          node?: string | null;
          owner_role?: string;
          recording?: string;
          result_url?: string | null;
          session_type?: string;
          started_at_ms?: number;
          status?: string;
          title?: string | null;
          upload?: Json | null;
          user_id: string;
          video_url?: string | null;
        };
        Update: {
          config_id?: string;
          created_at?: string;
          definition?: Json | null;
          ended_at?: string | null;
          failure?: Json | null;
          feedback_data?: Json | null;
          id?: string;
          kept_for_days?: number | null;
          language?: string;
          leased_until?: string | null;
          node?: string | null;
          owner_role?: string;
          recording?: string;
          result_url?: string | null;
          session_type?: string;
          started_at_ms?: number;
          status?: string;
          title?: string | null;
          upload?: Json | null;
          user_id?: string;
          video_url?: string | null;
        };
        Relationships: [];
      };
      invitations: {
        Row: {
          created_at: string;
          created_by: string;
          expires_at: string;
          id: string;
          revoked_at: string | null;
          role: string;
          session_id: string;
        };
        Insert: {
          created_at?: string;
          created_by: string;
          expires_at: string;
          id?: string;
          revoked_at?: string | null;
          role: string;
          session_id: string;
        };
        Update: {
          created_at?: string;
          created_by?: string;
          expires_at?: string;
          id?: string;
          revoked_at?: string | null;
          role?: string;
          session_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'invitations_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: false;
            referencedRelation: 'coaching_sessions';
            referencedColumns: ['id'];
          },
        ];
      };
      profiles: {
        Row: {
          minor_until: string | null;
          name: string;
          user_id: string;
        };
        Insert: {
          minor_until?: string | null;
          name: string;
          user_id: string;
        };
        Update: {
          minor_until?: string | null;
          name?: string;
          user_id?: string;
        };
        Relationships: [];
      };
      review_minutes: {
        Row: {
          coach_id: string;
          minute: string;
          session_id: string;
        };
        Insert: {
          coach_id: string;
          minute: string;
          session_id: string;
        };
        Update: {
          coach_id?: string;
          minute?: string;
          session_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'review_minutes_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: false;
            referencedRelation: 'coaching_sessions';
            referencedColumns: ['id'];
          },
        ];
      };
      roster_links: {
        Row: {
          created_at: string;
          created_by: string;
          expires_at: string;
          id: string;
          revoked_at: string | null;
          role: string;
          team_id: string | null;
        };
        Insert: {
          created_at?: string;
          created_by: string;
          expires_at: string;
          id?: string;
          revoked_at?: string | null;
          role?: string;
          team_id?: string | null;
        };
        Update: {
          created_at?: string;
          created_by?: string;
          expires_at?: string;
          id?: string;
          revoked_at?: string | null;
          role?: string;
          team_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'roster_links_team_id_fkey';
            columns: ['team_id'];
            isOneToOne: false;
            referencedRelation: 'teams';
            referencedColumns: ['id'];
          },
        ];
      };
      session_clips: {
        Row: {
          created_at: string;
          failure: Json | null;
          from_ms: number;
          id: string;
          maker_name: string;
          node: string;
          session_id: string;
          source_id: string;
          state: string;
          title: string;
          to_ms: number;
          user_id: string;
          wish: Json;
        };
        Insert: {
          created_at?: string;
          failure?: Json | null;
          from_ms: number;
          id?: string;
          maker_name: string;
          node: string;
          session_id: string;
          source_id: string;
          state?: string;
          title: string;
          to_ms: number;
          user_id: string;
          wish: Json;
        };
        Update: {
          created_at?: string;
          failure?: Json | null;
          from_ms?: number;
          id?: string;
          maker_name?: string;
          node?: string;
          session_id?: string;
          source_id?: string;
          state?: string;
          title?: string;
          to_ms?: number;
          user_id?: string;
          wish?: Json;
        };
        Relationships: [
          {
            foreignKeyName: 'session_clips_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: false;
            referencedRelation: 'coaching_sessions';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'session_clips_source_id_fkey';
            columns: ['source_id'];
            isOneToOne: false;
            referencedRelation: 'session_files';
            referencedColumns: ['id'];
          },
        ];
      };
      session_comments: {
        Row: {
          author_name: string;
          body: string;
          created_at: string;
          edited_at: string | null;
          from_ms: number;
          id: string;
          ink: Json;
          resolved_at: string | null;
          session_id: string;
          thread_id: string | null;
          to_ms: number | null;
          user_id: string;
        };
        Insert: {
          author_name: string;
          body: string;
          created_at?: string;
          edited_at?: string | null;
          from_ms: number;
          id?: string;
          ink?: Json;
          resolved_at?: string | null;
          session_id: string;
          thread_id?: string | null;
          to_ms?: number | null;
          user_id: string;
        };
        Update: {
          author_name?: string;
          body?: string;
          created_at?: string;
          edited_at?: string | null;
          from_ms?: number;
          id?: string;
          ink?: Json;
          resolved_at?: string | null;
          session_id?: string;
          thread_id?: string | null;
          to_ms?: number | null;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'session_comments_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: false;
            referencedRelation: 'coaching_sessions';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'session_comments_thread_id_session_id_fkey';
            columns: ['thread_id', 'session_id'];
            isOneToOne: false;
            referencedRelation: 'session_comments';
            referencedColumns: ['id', 'session_id'];
          },
        ];
      };
      session_events: {
        Row: {
          at_ms: number;
          change: Json;
          seq: number;
          session_id: string;
        };
        Insert: {
          at_ms: number;
          change: Json;
          seq: number;
          session_id: string;
        };
        Update: {
          at_ms?: number;
          change?: Json;
          seq?: number;
          session_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'session_events_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: false;
            referencedRelation: 'coaching_sessions';
            referencedColumns: ['id'];
          },
        ];
      };
      session_files: {
        Row: {
          about: Json;
          bytes: number | null;
          content_type: string;
          created_at: string;
          derive_on: string | null;
          ended_at_ms: number | null;
          id: string;
          kind: string;
          name: string;
          node: string | null;
          number: number;
          participant_id: string | null;
          path: string | null;
          session_id: string;
          sha256: string | null;
          source_id: string | null;
          started_at_ms: number;
          state: string;
        };
        Insert: {
          about?: Json;
          bytes?: number | null;
          content_type: string;
          created_at?: string;
          derive_on?: string | null;
          ended_at_ms?: number | null;
          id: string;
          kind: string;
          name: string;
          node?: string | null;
          number: number;
          participant_id?: string | null;
          path?: string | null;
          session_id: string;
          sha256?: string | null;
          source_id?: string | null;
          started_at_ms: number;
          state?: string;
        };
        Update: {
          about?: Json;
          bytes?: number | null;
          content_type?: string;
          created_at?: string;
          derive_on?: string | null;
          ended_at_ms?: number | null;
          id?: string;
          kind?: string;
          name?: string;
          node?: string | null;
          number?: number;
          participant_id?: string | null;
          path?: string | null;
          session_id?: string;
          sha256?: string | null;
          source_id?: string | null;
          started_at_ms?: number;
          state?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'session_files_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: false;
            referencedRelation: 'coaching_sessions';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'session_files_source_id_fkey';
            columns: ['source_id'];
            isOneToOne: false;
            referencedRelation: 'session_files';
            referencedColumns: ['id'];
          },
        ];
      };
      session_lessons: {
        Row: {
          created_at: string;
          cuts: Json;
          duration_ms: number;
          from_ms: number;
          id: string;
          log: Json;
          maker_name: string;
          node: string;
          participant_id: string | null;
          session_id: string;
          sound_bytes: number;
          state: string;
          title: string;
          to_ms: number;
          user_id: string;
        };
        Insert: {
          created_at?: string;
          cuts?: Json;
          duration_ms: number;
          from_ms: number;
          id: string;
          log: Json;
          maker_name: string;
          node: string;
          participant_id?: string | null;
          session_id: string;
          sound_bytes: number;
          state?: string;
          title: string;
          to_ms: number;
          user_id: string;
        };
        Update: {
          created_at?: string;
          cuts?: Json;
          duration_ms?: number;
          from_ms?: number;
          id?: string;
          log?: Json;
          maker_name?: string;
          node?: string;
          participant_id?: string | null;
          session_id?: string;
          sound_bytes?: number;
          state?: string;
          title?: string;
          to_ms?: number;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'session_lessons_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: false;
            referencedRelation: 'coaching_sessions';
            referencedColumns: ['id'];
          },
        ];
      };
      session_participants: {
        Row: {
          invitation_id: string | null;
          joined_at: string;
          left_at: string | null;
          name: string;
          participant_id: string;
          role: string;
          session_id: string;
          user_id: string;
        };
        Insert: {
          invitation_id?: string | null;
          joined_at?: string;
          left_at?: string | null;
          name: string;
          participant_id?: string;
          role: string;
          session_id: string;
          user_id: string;
        };
        Update: {
          invitation_id?: string | null;
          joined_at?: string;
          left_at?: string | null;
          name?: string;
          participant_id?: string;
          role?: string;
          session_id?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'session_participants_invitation_id_fkey';
            columns: ['invitation_id'];
            isOneToOne: false;
            referencedRelation: 'invitations';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'session_participants_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: false;
            referencedRelation: 'coaching_sessions';
            referencedColumns: ['id'];
          },
        ];
      };
      session_results: {
        Row: {
          activity: string;
          activity_name: Json;
          asymmetry: number | null;
          attempts: number;
          began_at: string;
          best_score: number | null;
          ended_at: string;
          good: number;
          hold_best_ms: number | null;
          hold_ms: number | null;
          left_reps: number | null;
          participant_id: string;
          range_best: number | null;
          range_mean: number | null;
          range_measure: string | null;
          reps: number;
          right_reps: number | null;
          score: number | null;
          session_id: string;
          sets: number;
          skill_level: string | null;
          tempo_ms: number | null;
          user_id: string;
        };
        Insert: {
          activity: string;
          activity_name: Json;
          asymmetry?: number | null;
          attempts?: number;
          began_at: string;
          best_score?: number | null;
          ended_at: string;
          good?: number;
          hold_best_ms?: number | null;
          hold_ms?: number | null;
          left_reps?: number | null;
          participant_id: string;
          range_best?: number | null;
          range_mean?: number | null;
          range_measure?: string | null;
          reps?: number;
          right_reps?: number | null;
          score?: number | null;
          session_id: string;
          sets?: number;
          skill_level?: string | null;
          tempo_ms?: number | null;
          user_id: string;
        };
        Update: {
          activity?: string;
          activity_name?: Json;
          asymmetry?: number | null;
          attempts?: number;
          began_at?: string;
          best_score?: number | null;
          ended_at?: string;
          good?: number;
          hold_best_ms?: number | null;
          hold_ms?: number | null;
          left_reps?: number | null;
          participant_id?: string;
          range_best?: number | null;
          range_mean?: number | null;
          range_measure?: string | null;
          reps?: number;
          right_reps?: number | null;
          score?: number | null;
          session_id?: string;
          sets?: number;
          skill_level?: string | null;
          tempo_ms?: number | null;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'session_results_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: false;
            referencedRelation: 'coaching_sessions';
            referencedColumns: ['id'];
          },
        ];
      };
      team_coaches: {
        Row: {
          joined_at: string;
          team_id: string;
          user_id: string;
        };
        Insert: {
          joined_at?: string;
          team_id: string;
          user_id: string;
        };
        Update: {
          joined_at?: string;
          team_id?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'team_coaches_team_id_fkey';
            columns: ['team_id'];
            isOneToOne: false;
            referencedRelation: 'teams';
            referencedColumns: ['id'];
          },
        ];
      };
      teams: {
        Row: {
          created_at: string;
          id: string;
          name: string;
          owner_id: string;
        };
        Insert: {
          created_at?: string;
          id?: string;
          name: string;
          owner_id: string;
        };
        Update: {
          created_at?: string;
          id?: string;
          name?: string;
          owner_id?: string;
        };
        Relationships: [];
      };
      training_grants: {
        Row: {
          athlete_id: string;
          coach_id: string | null;
          consented_at: string | null;
          granted_at: string;
          guardian_id: string | null;
          id: string;
          needs_consent: boolean;
          team_id: string | null;
          withdrawn_at: string | null;
        };
        Insert: {
          athlete_id: string;
          coach_id?: string | null;
          consented_at?: string | null;
          granted_at?: string;
          guardian_id?: string | null;
          id?: string;
          needs_consent?: boolean;
          team_id?: string | null;
          withdrawn_at?: string | null;
        };
        Update: {
          athlete_id?: string;
          coach_id?: string | null;
          consented_at?: string | null;
          granted_at?: string;
          guardian_id?: string | null;
          id?: string;
          needs_consent?: boolean;
          team_id?: string | null;
          withdrawn_at?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'training_grants_team_id_fkey';
            columns: ['team_id'];
            isOneToOne: false;
            referencedRelation: 'teams';
            referencedColumns: ['id'];
          },
        ];
      };
      user_progress: {
        Row: {
          activity: string;
          id: string;
          last_session_at: string | null;
          skill_level: string | null;
          total_sessions: number;
          user_id: string;
        };
        Insert: {
          activity: string;
          id?: string;
          last_session_at?: string | null;
          skill_level?: string | null;
          total_sessions?: number;
          user_id: string;
        };
        Update: {
          activity?: string;
          id?: string;
          last_session_at?: string | null;
          skill_level?: string | null;
          total_sessions?: number;
          user_id?: string;
        };
        Relationships: [];
      };
    };
    Views: {
      [_ in never]: never;
    };
    Functions: {
      session_feedback: {
        Args: {
          session_id: string;
        };
        Returns: Json;
      };
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
}
